import type { KernelConfig } from '@tensorflow/tfjs-core';
import { adamStep } from './adam-step';
import { colorMatrix } from './color-matrix';
import { conv2D, fusedConv2D } from './conv2d';
import { conv2DBackpropFilter, conv2DBackpropInput } from './conv2d-gradients';
import { DEFORM_KERNELS } from './deform-conv2d';
import { DEPTHWISE_KERNELS } from './depthwise/all';
import { diffJpeg } from './diff-jpeg';
import { ELEMENTWISE_KERNELS } from './elementwise/all';
import { featureMatch, mutualMatch } from './feature-match';
import { filter2d } from './filter2d';
import { fusedBatchNorm } from './fused-batch-norm';
import { batchMatMul, fusedMatMul } from './mat-mul';
import { matchCandidates } from './match-candidates';
import { MOVEMENT_KERNELS } from './movement/all';
import { nearestKeys } from './nearest-keys';
import { POOL_KERNELS } from './pool/all';
import { REDUCTION_KERNELS } from './reduce/reductions';
import { softmax } from './reduce/softmax';
import { RESAMPLE_KERNELS } from './resample/all';
import { residualDenseBlock } from './residual-dense-block';
import { samples } from './samples';
import { usmSharp } from './usm-sharp';

/** Every kernel that is ours. */
export const KERNELS: readonly KernelConfig[] = [
  conv2D,
  fusedConv2D,
  conv2DBackpropInput,
  conv2DBackpropFilter,
  batchMatMul,
  fusedMatMul,
  fusedBatchNorm,
  residualDenseBlock,
  ...DEPTHWISE_KERNELS,
  ...MOVEMENT_KERNELS,
  ...POOL_KERNELS,
  ...RESAMPLE_KERNELS,
  adamStep,
  ...ELEMENTWISE_KERNELS,
  ...REDUCTION_KERNELS,
  softmax,
  ...DEFORM_KERNELS,
  featureMatch,
  mutualMatch,
  matchCandidates,
  nearestKeys,
  samples,
  colorMatrix,
  filter2d,
  diffJpeg,
  usmSharp,
];
