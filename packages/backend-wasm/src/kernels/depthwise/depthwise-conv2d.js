import { util, } from '@tensorflow/tfjs-core';
import { NO_EPILOGUE } from '../../convolution/epilogue';
import { convolveDepthwise } from '../../depthwise/convolve-depthwise';
import { depthwiseInfo, forwardShape, isDepthwise } from '../../depthwise/depthwise-shape';
import { allFloat, defineKernel } from '../kernel';
import { withActivation } from '../with-activation';
const compute = (backend, { x, filter }, info, epilogue) => {
    const from = backend.address(x);
    const weights = backend.address(filter);
    const y = backend.output(info.outShape);
    convolveDepthwise(backend, forwardShape(info), {
        x: from,
        filter: backend.floatsAt(weights, util.sizeFromShape(filter.shape)),
        y: y.address,
        epilogue,
    });
    return y.info;
};
export const depthwiseConv2d = defineKernel('DepthwiseConv2dNative', ({ backend, inputs, attrs }) => {
    if (!allFloat(inputs.x, inputs.filter))
        return undefined;
    const info = depthwiseInfo(inputs.x.shape, inputs.filter.shape, attrs);
    return isDepthwise(info) ? compute(backend, inputs, info, NO_EPILOGUE) : undefined;
});
export const fusedDepthwiseConv2d = defineKernel('FusedDepthwiseConv2D', ({ backend, inputs, attrs }) => {
    if (!allFloat(inputs.x, inputs.filter))
        return undefined;
    const info = depthwiseInfo(inputs.x.shape, inputs.filter.shape, attrs);
    if (!isDepthwise(info))
        return undefined;
    return withActivation(backend, info.outChannels, inputs, attrs, (epilogue) => compute(backend, inputs, info, epilogue));
});
