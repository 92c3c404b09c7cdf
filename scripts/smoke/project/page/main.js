import { openCheckpoint } from '@srkit/checkpoints';
import { decodeImage, encodeImage } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';

document.addEventListener('drop', async (event) => {
  const [picture] = event.dataTransfer.files;
  const checkpoint = await openCheckpoint(defaultModelUrl());
  const upscaler = new Upscaler(await loadModel(defaultModelUrl()));
  const { image } = await upscaler.upscale(await decodeImage(picture));
  document.title = `${checkpoint.format} ${(await encodeImage(image, { format: 'png' })).length}`;
});
