import { type EllipticShape, ellipticKernel } from './elliptic-kernel';
import type { Kernel } from './kernel';

/**
 * Gaussian blur, exp(-q/2), isotropic or anisotropic (Real-ESRGAN, section 3.1).
 *
 * @throws ConfigError `E_CONFIG_KERNEL_SIZE` or `E_CONFIG_KERNEL` naming the field outside its range.
 */
export const gaussianKernel = (shape: EllipticShape): Kernel =>
  ellipticKernel('gaussianKernel', shape, (q) => Math.exp(-q / 2));
