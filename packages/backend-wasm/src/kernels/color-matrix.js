import { COLOR_MATRIX } from '@srkit/core/contracts';
import { util } from '@tensorflow/tfjs-core';
import { chunksOf } from '../chunks';
import { implementOp } from './kernel';
const DOUBLE_BYTES = 8;
export const colorMatrix = implementOp(COLOR_MATRIX, ({ backend, inputs: { x }, attrs: { matrix, offset }, outputShape }) => {
    const outputs = offset.length;
    const inputs = matrix.length / outputs;
    const pixels = util.sizeFromShape(x.shape) / inputs;
    const from = backend.address(x);
    const y = backend.output(outputShape);
    const { perChunk, count } = chunksOf(pixels, matrix.length);
    backend.withScratch((matrix.length + outputs) * DOUBLE_BYTES, (address) => {
        backend.doublesAt(address, matrix.length + outputs).set([...matrix, ...offset]);
        backend.params
            .ints(from, y.address, address, address + matrix.length * DOUBLE_BYTES)
            .ints(inputs, outputs, pixels, perChunk);
        backend.run('colorMatrixChunk', count);
    });
    return y.info;
});
