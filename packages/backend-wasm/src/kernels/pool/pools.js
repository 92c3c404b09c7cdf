import { backend_util, util, } from '@tensorflow/tfjs-core';
import { isEmptyPool, poolChunks, poolParams, poolSize } from '../../pool/pool-job';
import { allFloat, defineKernel } from '../kernel';
const pool = (kernelName, kernel) => defineKernel(kernelName, ({ backend, inputs: { x }, attrs: { filterSize, strides, pad, dimRoundingMode } }) => {
    if (!allFloat(x))
        return undefined;
    const shape = x.shape;
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    if (isEmptyPool(info))
        return undefined;
    const single = info.filterHeight === 1 && info.filterWidth === 1;
    if (single && util.arraysEqual(info.inShape, info.outShape))
        return backend.alias(x, x.shape);
    const from = backend.address(x);
    const y = backend.output(info.outShape);
    const chunks = poolChunks(poolSize(info), 'windows');
    poolParams(backend, info, chunks).ints(from, y.address);
    backend.run(kernel, chunks.count);
    return y.info;
});
export const maxPool = pool('MaxPool', 'maxPoolChunk');
/** A mean of the elements that a window has inside the picture. */
export const avgPool = pool('AvgPool', 'avgPoolChunk');
