import '@srkit/backend-wasm';
import { openCheckpoint } from '@srkit/checkpoints';
import { decodeImage, encodeImage, writeImage } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { setBackend } from '@tensorflow/tfjs-core';
import { describe, picture } from './picture.cjs';

await setBackend('srkit-wasm');
const checkpoint = await openCheckpoint(defaultModelUrl());
if (checkpoint.tensors.length === 0) throw new Error('The embedded model has no tensors.');
await checkpoint.close();

const model = await loadModel(defaultModelUrl());
const input = await decodeImage(await encodeImage(picture, { format: 'png' }));
const { image } = await new Upscaler(model).upscale(input);
model.dispose();
await writeImage('small.png', picture, { format: 'png' });
console.log(describe(image));
