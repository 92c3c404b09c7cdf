import { ellipticKernel } from './elliptic-kernel';
/**
 * Gaussian blur, exp(-q/2), isotropic or anisotropic (Real-ESRGAN, section 3.1).
 *
 * @throws ConfigError `E_CONFIG_KERNEL_SIZE` or `E_CONFIG_KERNEL` naming the field outside its range.
 */
export const gaussianKernel = (shape) => ellipticKernel('gaussianKernel', shape, (q) => Math.exp(-q / 2));
