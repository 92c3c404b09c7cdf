import { backend_util, util, } from '@tensorflow/tfjs-core';
import { convolve, filterOf } from '../convolution/convolve';
import { NO_EPILOGUE } from '../convolution/epilogue';
import { pictureOf } from '../convolution/picture-of';
import { allFloat, defineKernel } from './kernel';
import { withActivation } from './with-activation';
const infoOf = ({ x, filter }, attrs) => backend_util.computeConv2DInfo(x.shape, filter.shape, attrs.strides, attrs.dilations, attrs.pad, attrs.dimRoundingMode, false, 'channelsLast');
const compute = (backend, { x, filter }, info, epilogue) => {
    const from = pictureOf(backend, x);
    const weights = filterOf(backend, filter);
    const y = backend.output(info.outShape);
    if (util.sizeFromShape(y.info.shape) === 0)
        return y.info;
    convolve(backend, { x: from, y: pictureOf(backend, y.info), filter: weights, info, epilogue });
    return y.info;
};
export const conv2D = defineKernel('Conv2D', ({ backend, inputs, attrs }) => {
    if (!allFloat(inputs.x, inputs.filter) || attrs.dataFormat !== 'NHWC')
        return undefined;
    return compute(backend, inputs, infoOf(inputs, attrs), NO_EPILOGUE);
});
export const fusedConv2D = defineKernel('FusedConv2D', ({ backend, inputs, attrs }) => {
    if (!allFloat(inputs.x, inputs.filter) || attrs.dataFormat !== 'NHWC')
        return undefined;
    const info = infoOf(inputs, attrs);
    return withActivation(backend, info.outChannels, inputs, attrs, (epilogue) => compute(backend, inputs, info, epilogue));
});
