import { SAMPLES } from '@srkit/core/contracts';
import { util } from '@tensorflow/tfjs-core';
import { elementChunks } from './elementwise/element-chunks';
import { implementOp } from './kernel';
export const samples = implementOp(SAMPLES, ({ backend, inputs: { x }, attrs: { bitDepth }, outputShape }) => {
    const count = util.sizeFromShape(x.shape);
    const from = backend.address(x);
    const y = backend.output(outputShape, 'int32');
    const hasNaN = y.address + (outputShape[0] - 1) * 4;
    backend.intsAt(hasNaN, 1)[0] = 0;
    const { chunks, perChunk } = elementChunks(count);
    backend.params
        .ints(from, y.address, count, perChunk, bitDepth / 8)
        .floats(2 ** bitDepth - 1)
        .ints(hasNaN);
    backend.run('samplesChunk', chunks);
    return y.info;
});
