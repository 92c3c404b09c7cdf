import { startSrkitWasm } from '@srkit/backend-wasm';
import { openCheckpoint } from '@srkit/checkpoints';
import { degradationOptions, sample } from '@srkit/degradation';
import { decodeImage, encodeImage } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';

document.addEventListener('drop', async (event) => {
  const [picture] = event.dataTransfer.files;
  const { threads } = await startSrkitWasm();
  const checkpoint = await openCheckpoint(defaultModelUrl());
  const upscaler = new Upscaler(await loadModel(defaultModelUrl()));
  const { image } = await upscaler.upscale(await decodeImage(picture));
  const recipe = sample(degradationOptions('x4plus', { gtSize: null }), 1, [picture.size % 1000, 256, 3]);
  document.title = `${threads} ${recipe.steps.length} ${checkpoint.format} ${(await encodeImage(image, { format: 'png' })).length}`;
});
