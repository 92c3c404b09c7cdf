import { checkedPositive } from './check-kernel';
import { ellipticKernel } from './elliptic-kernel';
/**
 * Plateau-shaped blur, 1 / (1 + q^beta) (Real-ESRGAN, section 3.1).
 *
 * @throws ConfigError `E_CONFIG_KERNEL_SIZE` or `E_CONFIG_KERNEL` naming the field outside its range.
 */
export const plateauKernel = (shape) => {
    const { beta } = shape;
    checkedPositive('plateauKernel', 'beta', beta);
    return ellipticKernel('plateauKernel', shape, (q) => 1 / (1 + q ** beta));
};
