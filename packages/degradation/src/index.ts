export { type ApplyOptions, apply } from './apply/apply';
export { applyStep } from './apply/apply-step';
export { finishPair } from './apply/finish-pair';
export { optionsFromBasicSR } from './basicsr/options-from-basicsr';
export { parseBasicSR } from './basicsr/parse-basicsr';
export { parseOptions } from './check/parse-options';
export { parseRecipe } from './check/parse-recipe';
export { type CropPlace, cropPair, type Pair } from './crop/crop-pair';
export { besselJ1 } from './kernels/bessel-j1';
export type { EllipticShape } from './kernels/elliptic-kernel';
export { gaussianKernel } from './kernels/gaussian-kernel';
export { generalizedGaussianKernel, type ShapedEllipse } from './kernels/generalized-gaussian-kernel';
export type { Kernel } from './kernels/kernel';
export { kernelFromSpec, kernelSize } from './kernels/kernel-from-spec';
export { padKernel } from './kernels/pad-kernel';
export { plateauKernel } from './kernels/plateau-kernel';
export { sincKernel } from './kernels/sinc-kernel';
export type { NoiseEnd } from './noise/finish';
export {
  addGaussianNoise,
  applyGaussianNoise,
  type GaussianNoiseOptions,
  type SeededGaussianNoise,
} from './noise/gaussian-noise';
export type { NoiseDraws } from './noise/noise-draws';
export type { PhotonLevels } from './noise/photon-levels';
export {
  addPoissonNoise,
  applyPoissonNoise,
  type PoissonNoiseOptions,
  poissonLevels,
  type SeededPoissonNoise,
} from './noise/poisson-noise';
export type {
  DegradationOptions,
  FinalOptions,
  KernelType,
  Range,
  ResizeMode,
  StageOptions,
} from './options';
export { PairPool, type PairPoolOptions } from './pool/pair-pool';
export { firstOrder, gaussianKernelsOnly, withoutSinc } from './presets/ablations';
export { type DegradationOverrides, degradationOptions } from './presets/degradation-options';
export { PRESETS, type PresetName } from './presets/presets';
export type {
  BlurStep,
  DegradationRecipe,
  DegradationStep,
  GaussianNoiseStep,
  JpegStep,
  KernelSpec,
  KernelSpecType,
  PoissonNoiseStep,
  ResizeStep,
} from './recipe';
export { type BatchSize, drawRecipe } from './sampler/draw-recipe';
export type { RandomSource } from './sampler/random-source';
export { type RandomStreams, seededStreams } from './sampler/random-streams';
export { smallestSide } from './sampler/reachable-sides';
export { type RecipePicture, recipeFor } from './sampler/recipe-for';
export { sample } from './sampler/sample';
export { type PictureKernels, samplePictureKernels } from './sampler/sample-kernels';
export { sampleOf } from './sampler/sample-of';
export { seededSource } from './sampler/seeded-source';
export { applyToRaster, type RasterPair } from './workers/apply-pixels';
