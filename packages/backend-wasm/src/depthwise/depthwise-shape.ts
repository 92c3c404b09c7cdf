import { backend_util } from '@tensorflow/tfjs-core';
import type { DepthwiseShape } from './band-layout';

type Quad = [number, number, number, number];

/** tfjs's options of a depthwise convolution. */
export interface DepthwiseOptions {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | Parameters<typeof backend_util.computeConv2DInfo>[4];
  readonly dilations?: number | [number, number] | null;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export const depthwiseInfo = (
  xShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dimRoundingMode }: DepthwiseOptions,
): backend_util.Conv2DInfo =>
  backend_util.computeConv2DInfo(
    xShape as Quad,
    filterShape as Quad,
    strides,
    dilations ?? [1, 1],
    pad,
    dimRoundingMode,
    true,
  );

/** Whether it is a convolution of something, and its strides or dilations are 1, which tfjs demands. */
export const isDepthwise = (info: backend_util.Conv2DInfo): boolean => {
  const strides: [number, number] = [info.strideHeight, info.strideWidth];
  const dilations: [number, number] = [info.dilationHeight, info.dilationWidth];
  const sides = [...info.inShape, ...info.outShape, info.filterHeight, info.filterWidth];
  return sides.every((side) => side > 0) && backend_util.eitherStridesOrDilationsAreOne(strides, dilations);
};

/** The forward convolution. */
export const forwardShape = (info: backend_util.Conv2DInfo): DepthwiseShape => ({
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
export const backwardShape = (info: backend_util.Conv2DInfo): DepthwiseShape | undefined => {
  const padTop = info.filterHeight - 1 - info.padInfo.top;
  const padLeft = info.filterWidth - 1 - info.padInfo.left;
  const plain = info.outChannels === info.inChannels && info.dilationHeight * info.dilationWidth === 1;
  if (!plain || info.strideHeight !== info.strideWidth || padTop < 0 || padLeft < 0) return undefined;
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
export const turned = (filter: Float32Array, channels: number): Float32Array => {
  const taps = filter.length / channels;
  const result = new Float32Array(filter.length);
  for (let tap = 0; tap < taps; tap++) {
    const from = (taps - 1 - tap) * channels;
    result.set(filter.subarray(from, from + channels), tap * channels);
  }
  return result;
};
