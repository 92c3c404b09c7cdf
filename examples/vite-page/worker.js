import '@srkit/backend-wasm';
import { decodeImage, encodeImage } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import * as tf from '@tensorflow/tfjs-core';

const open = async () => {
  await tf.setBackend('srkit-wasm');
  return new Upscaler(await loadModel(defaultModelUrl()));
};
const upscaler = open();

self.addEventListener('message', async ({ data: file }) => {
  try {
    const { image } = await (await upscaler).upscale(await decodeImage(file));
    const png = await encodeImage(image, { format: 'png' });
    self.postMessage({ png, width: image.width, height: image.height });
  } catch (error) {
    self.postMessage({ error: error.message });
  }
});
