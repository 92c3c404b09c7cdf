import { util } from '@tensorflow/tfjs-core';
import { elementChunks } from './element-chunks';
/** Runs a kernel that takes a `ConvertJob`: a tensor of another type comes out. */
export const convert = (backend, kernel, x, dtype) => {
    const count = util.sizeFromShape(x.shape);
    const from = backend.address(x);
    const y = backend.output(x.shape, dtype);
    const { chunks, perChunk } = elementChunks(count);
    backend.params.ints(from, y.address, count, perChunk);
    backend.run(kernel, chunks);
    return y.info;
};
