require('@srkit/backend-wasm');
const { openCheckpoint } = require('@srkit/checkpoints');
const { decodeImage, encodeImage } = require('@srkit/image');
const { defaultModelUrl, loadModel } = require('@srkit/models');
const { Upscaler } = require('@srkit/upscale');
const { setBackend } = require('@tensorflow/tfjs-core');
const { describe, picture } = require('./picture.cjs');

const main = async () => {
  await setBackend('srkit-wasm');
  const checkpoint = await openCheckpoint(defaultModelUrl());
  if (checkpoint.tensors.length === 0) throw new Error('The embedded model has no tensors.');
  await checkpoint.close();

  const model = await loadModel(defaultModelUrl());
  const input = await decodeImage(await encodeImage(picture, { format: 'png' }));
  const { image } = await new Upscaler(model).upscale(input);
  model.dispose();
  console.log(describe(image));
};

main();
