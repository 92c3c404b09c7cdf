// What a bundler that takes no files along is given: the built-in model is a part of the script.
import '@srkit/backend-wasm';
import { decodeImage, encodeImage } from '@srkit/image';
import { DEFAULT_MODEL_NAME, loadModel } from '@srkit/models';
import { defaultModelBytes } from '@srkit/models/default';
import { Upscaler } from '@srkit/upscale';
import { setBackend } from '@tensorflow/tfjs-core';
import { describe, picture } from './picture.cjs';

await setBackend('srkit-wasm');
const model = await loadModel(defaultModelBytes(), { name: DEFAULT_MODEL_NAME });
const input = await decodeImage(await encodeImage(picture, { format: 'png' }));
const { image } = await new Upscaler(model).upscale(input);
console.log(describe(image));
process.exit();
