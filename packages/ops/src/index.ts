export type { PillowFilter } from '@srkit/core';
export {
  type AddTap,
  type FilterPadding,
  JPEG_CHROMA_STEPS,
  JPEG_LUMA_STEPS,
  type ResampleTable,
  resampleTable,
  transposeTable,
} from '@srkit/core/contracts';
export { addMany } from './add-many';
export { Assembly } from './assembly';
export { type AugmentOptions, augment } from './augment';
export { biasActivation } from './bias-activation/bias-activation';
export { biasPrelu } from './bias-prelu/bias-prelu';
export { type RgbToGrayOptions, rgbToGray } from './color/rgb-to-gray';
export { rgbToYcbcrJpeg, ycbcrJpegToRgb } from './color/ycbcr-jpeg';
export { rgbToY, rgbToYcbcr, ycbcrToRgb } from './color/ycbcr-studio';
export { defineOp, type Op, type OpDefinition } from './define-op';
export { type DeformConv2dOptions, deformConv2d } from './deform-conv2d/deform-conv2d';
export { type DiffJpegOptions, diffJpeg, diffJpegCoefficients } from './diff-jpeg/diff-jpeg';
export { qualityFactor } from './diff-jpeg/tables';
export { type FeatureMatches, type FeatureMatchOptions, featureMatch } from './feature-match/feature-match';
export { matchCandidates } from './feature-match/match-candidates';
export { type MutualMatches, mutualMatch } from './feature-match/mutual-match';
export { type NearestKeysRequest, nearestKeys } from './feature-match/nearest-keys';
export { filter2d } from './filter2d/filter2d';
export { pixelShuffle, pixelUnshuffle } from './pixel-shuffle/pixel-shuffle';
export {
  type ImageDataLike,
  type Picture,
  type RasterToTensorOptions,
  rasterToTensor,
  type TensorToRasterOptions,
  tensorToRaster,
} from './raster-tensor';
export { readSamples, type Samples } from './read-samples';
export type { Computed, Repeated } from './repeated';
export { resample } from './resample/resample';
export { resampleArray } from './resample/resample-array';
export type { InterpolationMode } from './resize/interpolation-table';
export { type ResizeOptions, resize } from './resize/resize';
export {
  type MatlabBorder,
  type ResizeMatlabOptions,
  resizeMatlab,
  resizeMatlabTables,
} from './resize/resize-matlab';
export { type ResizeMatlabU8Options, resizeMatlabU8 } from './resize/resize-matlab-u8';
export { resizePillow } from './resize/resize-pillow';
export { resizePillowU8 } from './resize/resize-pillow-u8';
export { hasKernel, runKernel } from './run-kernel';
export { canRepeat, runRepeated } from './run-repeated';
export { scaledAdd } from './scaled-add/scaled-add';
export { mendGradients } from './tfjs-4.22/gradients';
export {
  deviceName,
  guardWasmMemory,
  isOutOfMemory,
  largestTensorBytes,
  limitDerivedData,
  placeOnDevice,
} from './tfjs-4.22/kernels-and-devices';
export { isRecordingGradients } from './tfjs-4.22/recording';
export { gaussianWeights } from './usm-sharp/gaussian-weights';
export { type UsmSharpOptions, usmSharp } from './usm-sharp/usm-sharp';
