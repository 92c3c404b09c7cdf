import { backend_util } from '@tensorflow/tfjs-core';
export const depthwiseInfo = (xShape, filterShape, { strides, pad, dilations, dimRoundingMode }) => backend_util.computeConv2DInfo(xShape, filterShape, strides, dilations ?? [1, 1], pad, dimRoundingMode, true);
/** Whether it is a convolution of something, and its strides or dilations are 1, which tfjs demands. */
export const isDepthwise = (info) => {
    const strides = [info.strideHeight, info.strideWidth];
    const dilations = [info.dilationHeight, info.dilationWidth];
    const sides = [...info.inShape, ...info.outShape, info.filterHeight, info.filterWidth];
    return sides.every((side) => side > 0) && backend_util.eitherStridesOrDilationsAreOne(strides, dilations);
};
/** The forward convolution. */
export const forwardShape = (info) => ({
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.outChannels,
    repeat: info.outChannels / info.inChannels,
    spread: 1,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
});
/**
 * The gradient of the input as a convolution of `dy` with the turned filter; undefined where it is none: for several
 * outputs a channel, dilations, strides that differ, or a border wider than the filter.
 */
export const backwardShape = (info) => {
    const padTop = info.filterHeight - 1 - info.padInfo.top;
    const padLeft = info.filterWidth - 1 - info.padInfo.left;
    const plain = info.outChannels === info.inChannels && info.dilationHeight * info.dilationWidth === 1;
    if (!plain || info.strideHeight !== info.strideWidth || padTop < 0 || padLeft < 0)
        return undefined;
    return {
        batch: info.batchSize,
        height: info.outHeight,
        width: info.outWidth,
        channels: info.inChannels,
        repeat: 1,
        spread: info.strideHeight,
        padTop,
        padLeft,
        filterHeight: info.filterHeight,
        filterWidth: info.filterWidth,
        strideHeight: 1,
        strideWidth: 1,
        dilationHeight: 1,
        dilationWidth: 1,
        outHeight: info.inHeight,
        outWidth: info.inWidth,
    };
};
/** A filter turned by 180 degrees. */
export const turned = (filter, channels) => {
    const taps = filter.length / channels;
    const result = new Float32Array(filter.length);
    for (let tap = 0; tap < taps; tap++) {
        const from = (taps - 1 - tap) * channels;
        result.set(filter.subarray(from, from + channels), tap * channels);
    }
    return result;
};
