import { backend_util, } from '@tensorflow/tfjs-core';
import { isActivation } from '../convolution/activations';
import { implicitProduct } from '../convolution/implicit-product';
/** Fewer output pixels are a matrix with few rows and a long inner axis, which tfjs's products divide better. */
const LEAST_PIXELS = 32;
/** How a convolution lies in its input; undefined where it is none of pictures in NHWC. */
export const geometryOf = (x, filter, attrs) => {
    if (x.length !== 4 || (attrs.dataFormat ?? 'NHWC') !== 'NHWC')
        return undefined;
    const info = backend_util.computeConv2DInfo(x, filter, attrs.strides, attrs.dilations ?? 1, attrs.pad, attrs.dimRoundingMode, false, 'channelsLast');
    // The filter's input channels, not the picture's, where tfjs lets them differ (groups).
    if (x[3] !== filter[2])
        return undefined;
    return {
        batch: info.batchSize,
        inHeight: info.inHeight,
        inWidth: info.inWidth,
        outHeight: info.outHeight,
        outWidth: info.outWidth,
        outChannels: info.outChannels,
        filterHeight: info.filterHeight,
        filterWidth: info.filterWidth,
        strideY: info.strideHeight,
        strideX: info.strideWidth,
        padTop: info.padInfo.top,
        padLeft: info.padInfo.left,
        dilationY: info.dilationHeight,
        dilationX: info.dilationWidth,
    };
};
const sizeOf = ({ shape }) => shape.reduce((product, side) => product * side, 1);
/** `Conv2D` and `FusedConv2D`: ours where it is a picture's, tfjs's for the rest. */
export const conv2d = (stock) => (given) => {
    const { x, filter, bias, preluActivationWeights: prelu } = given.inputs;
    const attrs = given.attrs;
    const activation = attrs.activation ?? 'linear';
    const geometry = geometryOf(x.shape, filter.shape, attrs);
    const tensors = [x, filter, ...(bias ? [bias] : []), ...(prelu ? [prelu] : [])];
    if (!geometry ||
        !isActivation(activation) ||
        tensors.some(({ dtype }) => dtype !== 'float32') ||
        geometry.batch * geometry.outHeight * geometry.outWidth < LEAST_PIXELS ||
        (bias && sizeOf(bias) !== geometry.outChannels) ||
        (prelu && ![1, geometry.outChannels].includes(sizeOf(prelu)))) {
        return stock(given);
    }
    const backend = given.backend;
    const { batch, outHeight, outWidth, outChannels } = geometry;
    const output = backend.output([batch, outHeight, outWidth, outChannels]);
    backend.dispatch(implicitProduct({
        output: { info: output, stride: outChannels, first: 0 },
        sources: [{ info: x, channels: x.shape[3] }],
        filter,
        bias,
        activation,
        prelu,
        alpha: attrs.leakyreluAlpha ?? 0,
        geometry,
    }));
    return output;
};
