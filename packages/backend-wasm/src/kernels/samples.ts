import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { elementChunks } from './elementwise/element-chunks';
import { allFloat, defineKernel } from './kernel';

/** Samples that a step of the kernel writes at once. */
const STEP = 16;

/**
 * `readSamples` of `@srkit/ops`: 8- or 16-bit samples of floats in [0, 1], packed into int32 `[words + 1]`. The last one is
 * 1 when there was a NaN, else 0.
 */
export const samples = defineKernel<{ readonly x: TensorInfo }, { readonly bitDepth: 8 | 16 }>(
  'SrkitSamples',
  ({ backend, inputs: { x }, attrs: { bitDepth } }) => {
    if (!allFloat(x)) throw new Error(`SrkitSamples: the tensor is ${x.dtype}, expected float32.`);
    const count = util.sizeFromShape(x.shape);
    const bytesPerSample = bitDepth / 8;
    const words = (Math.ceil(count / STEP) * STEP * bytesPerSample) / 4;
    const from = backend.address(x);
    const y = backend.output([words + 1], 'int32');
    const hasNaN = y.address + words * 4;
    backend.intsAt(hasNaN, 1)[0] = 0;
    const { chunks, perChunk } = elementChunks(count);
    backend.params
      .ints(from, y.address, count, perChunk, bytesPerSample)
      .floats(2 ** bitDepth - 1)
      .ints(hasNaN);
    backend.run('samplesChunk', chunks);
    return y.info;
  },
);
