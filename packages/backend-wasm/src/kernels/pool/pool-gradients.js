import { backend_util, util, } from '@tensorflow/tfjs-core';
import { isEmptyPool, poolChunks, poolParams, poolSize } from '../../pool/pool-job';
import { allFloat, defineKernel } from '../kernel';
/** The gradient goes to the first of a window's largest elements. */
export const maxPoolGrad = defineKernel('MaxPoolGrad', ({ backend, inputs, attrs: { filterSize, strides, pad, dimRoundingMode } }) => {
    const { dy, input: x } = inputs;
    if (!allFloat(dy, x))
        return undefined;
    const info = backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
    if (isEmptyPool(info))
        return undefined;
    const from = backend.address(x);
    const gradient = backend.address(dy);
    const dx = backend.output(x.shape);
    const size = poolSize(info);
    const windows = poolChunks(size, 'windows');
    if (info.strideHeight >= info.filterHeight && info.strideWidth >= info.filterWidth) {
        poolParams(backend, info, windows).ints(from, gradient, dx.address);
        backend.run('maxPoolDisjointGradientChunk', windows.count);
        return dx.info;
    }
    return backend.withScratch(4 * util.sizeFromShape(dy.shape), (positions) => {
        poolParams(backend, info, windows).ints(from, gradient, dx.address, positions);
        backend.run('maxPositionsChunk', windows.count);
        const pixels = poolChunks(size, 'pixels');
        poolParams(backend, info, pixels).ints(from, gradient, dx.address, positions);
        backend.run('maxPoolGradientChunk', pixels.count);
        return dx.info;
    });
});
/** As tfjs's, which divides by the whole window's size at the border too. */
export const avgPoolGrad = defineKernel('AvgPoolGrad', ({ backend, inputs: { dy, input: x }, attrs: { filterSize, strides, pad } }) => {
    if (!allFloat(dy, x))
        return undefined;
    const info = backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad);
    // It does not know the rounding with which the pool was made.
    if (isEmptyPool(info) || !util.arraysEqual(dy.shape, info.outShape))
        return undefined;
    const gradient = backend.address(dy);
    const dx = backend.output(x.shape);
    const pixels = poolChunks(poolSize(info), 'pixels');
    poolParams(backend, info, pixels)
        .ints(0, gradient, dx.address, 0)
        .floats(1 / (info.filterHeight * info.filterWidth));
    backend.run('avgPoolGradientChunk', pixels.count);
    return dx.info;
});
