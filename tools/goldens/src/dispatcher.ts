import { archForward } from './ops/arch-forward';
import { augmentOp } from './ops/augment';
import { besselJ1Op, blurKernels, sincKernels } from './ops/blur-kernels';
import { colorOp } from './ops/color';
import { cv2ResizeOp } from './ops/cv2-resize';
import { datasetKernelSampling } from './ops/dataset-kernel-sampling';
import { degradationPipeline } from './ops/degradation-pipeline';
import { diffJpegOp, jpegTablesOp } from './ops/diff-jpeg';
import { dniOp, enhanceOp } from './ops/enhance';
import { filter2dOp } from './ops/filter2d';
import { hashWeightsOp } from './ops/hash-weights-op';
import { hostileCheckpoints } from './ops/hostile-checkpoints';
import { interpolateGradOp, interpolateOp } from './ops/interpolate';
import { loadCheckpoint } from './ops/load-checkpoint';
import { matlabImresizeOp } from './ops/matlab-imresize';
import { gaussianNoise, numpyNoise, poissonNoise } from './ops/noise';
import { pairPool } from './ops/pair-pool';
import { pilResizeBicubicOp, pilResizeOp } from './ops/pil-resize';
import { roundOp } from './ops/round';
import { tensor2imgOp } from './ops/tensor2img';
import { usmSharpNumpyOp, usmSharpOp } from './ops/usm-sharp';
import type { RunOp } from './run-op';

/** Every `op` that a case.json may name. One that is missing here fails its case. */
export const OPS: Readonly<Record<string, RunOp>> = {
  arch_forward: archForward,
  augment: augmentOp,
  bessel_j1: besselJ1Op,
  blur_kernels: blurKernels,
  color: colorOp,
  cv2_resize: cv2ResizeOp,
  dataset_kernel_sampling: datasetKernelSampling,
  degradation_pipeline: degradationPipeline,
  diffjpeg: diffJpegOp,
  dni: dniOp,
  enhance: enhanceOp,
  filter2d: filter2dOp,
  gaussian_noise: gaussianNoise,
  hash_weights: hashWeightsOp,
  hostile_checkpoints: hostileCheckpoints,
  interpolate: interpolateOp,
  interpolate_grad: interpolateGradOp,
  jpeg_tables: jpegTablesOp,
  load_checkpoint: loadCheckpoint,
  matlab_imresize: matlabImresizeOp,
  numpy_noise: numpyNoise,
  pair_pool: pairPool,
  pil_resize: pilResizeOp,
  pil_resize_bicubic: pilResizeBicubicOp,
  poisson_noise: poissonNoise,
  round: roundOp,
  sinc_kernels: sincKernels,
  tensor2img: tensor2imgOp,
  usm_sharp: usmSharpOp,
  usm_sharp_numpy: usmSharpNumpyOp,
};
