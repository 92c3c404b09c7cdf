import { avgPoolGrad, maxPoolGrad } from './pool-gradients';
import { avgPool, maxPool } from './pools';
/** Two-dimensional pools and their gradients. */
export const POOL_KERNELS = [avgPool, avgPoolGrad, maxPool, maxPoolGrad];
