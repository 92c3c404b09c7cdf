import type { KernelConfig } from '@tensorflow/tfjs-core';
import { avgPoolGrad, maxPoolGrad } from './pool-gradients';
import { avgPool, maxPool } from './pools';

/** Two-dimensional pools and their gradients. */
export const POOL_KERNELS: readonly KernelConfig[] = [avgPool, avgPoolGrad, maxPool, maxPoolGrad];
