import { createHash } from 'node:crypto';
import '@srkit/backend-wasm';
import { apply, degradationOptions, sample } from '@srkit/degradation';
import { DegradationWorkers } from '@srkit/degradation/workers';
import { setBackend, tensor4d } from '@tensorflow/tfjs-core';

await setBackend('srkit-wasm');
const shape = [1, 96, 80, 3];
const data = Uint8Array.from({ length: 96 * 80 * 3 }, (_, i) => 128 + 100 * Math.sin(i * 0.01));
const recipe = sample(degradationOptions('realesrgan-x4plus', { gtSize: null }), 7, shape);
const digest = (values) => createHash('sha256').update(new Uint8Array(values.slice().buffer)).digest('hex');

const { lq } = await apply(
  tensor4d(
    Float32Array.from(data, (value) => value / 255),
    shape,
  ),
  recipe,
);
const workers = new DegradationWorkers({ workers: 1 });
const inThread = await workers.apply({ data, shape }, recipe);
await workers.close();
if (digest(inThread.lq.data) !== digest(await lq.data())) throw new Error('A thread gives something else.');
console.log(`${lq.shape[2]}x${lq.shape[1]} ${digest(await lq.data())}`);
