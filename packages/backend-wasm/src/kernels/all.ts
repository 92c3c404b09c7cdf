import type { KernelConfig } from '@tensorflow/tfjs-core';
import { conv2D, fusedConv2D } from './conv2d';
import { conv2DBackpropFilter, conv2DBackpropInput } from './conv2d-gradients';
import { batchMatMul, fusedMatMul } from './mat-mul';

/** Every kernel that is ours. */
export const KERNELS: readonly KernelConfig[] = [conv2D, fusedConv2D, conv2DBackpropInput, conv2DBackpropFilter, batchMatMul, fusedMatMul];
