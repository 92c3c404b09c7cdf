import type { KernelConfig } from '@tensorflow/tfjs-core';

/** Every kernel that is ours. */
export const KERNELS: readonly KernelConfig[] = [];
