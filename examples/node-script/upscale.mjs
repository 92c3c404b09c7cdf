// node upscale.mjs photo.jpg photo_x4.png
import '@srkit/backend-wasm';
import { decodeImage, writeImage } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import * as tf from '@tensorflow/tfjs-core';

const [input, output] = process.argv.slice(2);
await tf.setBackend('srkit-wasm');
const model = await loadModel(defaultModelUrl());
const { image, report } = await new Upscaler(model).upscale(await decodeImage(input));
await writeImage(output, image, { format: 'png', overwrite: true });
console.log(`${image.width}x${image.height} by ${report.model} on ${report.backend}`);
model.dispose();
