import { backend_util, util, } from '@tensorflow/tfjs-core';
import { filterOf } from '../convolution/convolve';
import { filterGradient } from '../convolution/filter-gradient';
import { inputGradient } from '../convolution/input-gradient';
import { pictureOf } from '../convolution/picture-of';
import { allFloat, defineKernel } from './kernel';
export const conv2DBackpropInput = defineKernel('Conv2DBackpropInput', ({ backend, inputs: { dy, filter }, attrs }) => {
    if (!allFloat(dy, filter) || attrs.dataFormat !== 'NHWC')
        return undefined;
    const info = backend_util.computeConv2DInfo(attrs.inputShape, filter.shape, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
    const from = pictureOf(backend, dy);
    const weights = filterOf(backend, filter);
    const dx = backend.output(attrs.inputShape);
    const size = util.sizeFromShape(attrs.inputShape);
    if (size > 0 && util.sizeFromShape(dy.shape) === 0)
        backend.floatsAt(dx.address, size).fill(0);
    else if (size > 0)
        inputGradient(backend, { dy: from, dx: pictureOf(backend, dx.info), filter: weights, info });
    return dx.info;
});
export const conv2DBackpropFilter = defineKernel('Conv2DBackpropFilter', ({ backend, inputs: { x, dy }, attrs }) => {
    if (!allFloat(x, dy) || attrs.dataFormat !== 'NHWC')
        return undefined;
    const info = backend_util.computeConv2DInfo(x.shape, attrs.filterShape, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
    const [from, gradient] = [pictureOf(backend, x), pictureOf(backend, dy)];
    const dw = backend.output(attrs.filterShape);
    const size = util.sizeFromShape(attrs.filterShape);
    if (size > 0 && util.sizeFromShape(dy.shape) === 0)
        backend.floatsAt(dw.address, size).fill(0);
    else if (size > 0)
        filterGradient(backend, { x: from, dy: gradient, dw: dw.address, info });
    return dw.info;
});
