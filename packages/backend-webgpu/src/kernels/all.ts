import type { KernelFunc } from '@tensorflow/tfjs-core';
import { adamStep, adamSteps } from './adam-step';
import { biasPrelu, biasPreluGradients } from './bias-prelu';
import { conv2d } from './conv2d';
import { conv2dBackpropFilter, conv2dBackpropInput } from './conv2d-gradients';
import { deformColumns, deformPictureGradient, deformSamplingGradient } from './deform-columns';
import { matchMerge, matchRows } from './match-rows';
import type { OpKernel } from './op-kernel';
import { residualDenseBlock } from './residual-dense-block';
import { samples } from './samples';

/** A kernel of ours for one of tfjs's: it is given tfjs's, for what it leaves out. */
interface StockKernel {
  readonly kernelName: string;
  readonly make: (stock: KernelFunc) => KernelFunc;
}

export const STOCK_KERNELS: readonly StockKernel[] = [
  { kernelName: 'Conv2D', make: conv2d },
  { kernelName: 'FusedConv2D', make: conv2d },
  { kernelName: 'Conv2DBackpropInput', make: conv2dBackpropInput },
  { kernelName: 'Conv2DBackpropFilter', make: conv2dBackpropFilter },
];

export const OP_KERNELS: readonly OpKernel[] = [
  residualDenseBlock,
  adamStep,
  adamSteps,
  biasPrelu,
  biasPreluGradients,
  deformColumns,
  deformPictureGradient,
  deformSamplingGradient,
  matchRows,
  matchMerge,
  samples,
];
