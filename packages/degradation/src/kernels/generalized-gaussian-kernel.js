import { checkedPositive } from './check-kernel';
import { ellipticKernel } from './elliptic-kernel';
/**
 * Generalised Gaussian blur, exp(-q^beta / 2): beta 1 is the Gaussian (Real-ESRGAN, section 3.1).
 *
 * @throws ConfigError `E_CONFIG_KERNEL_SIZE` or `E_CONFIG_KERNEL` naming the field outside its range.
 */
export const generalizedGaussianKernel = (shape) => {
    const { beta } = shape;
    checkedPositive('generalizedGaussianKernel', 'beta', beta);
    return ellipticKernel('generalizedGaussianKernel', shape, (q) => Math.exp(-(q ** beta) / 2));
};
