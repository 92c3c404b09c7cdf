import { checkedPositive } from './check-kernel';
import { type EllipticShape, ellipticKernel } from './elliptic-kernel';
import type { Kernel } from './kernel';

/** An ellipse and the exponent that makes its slopes steeper (above 1) or flatter (below 1). */
export interface ShapedEllipse extends EllipticShape {
  /** Shape parameter, above 0. */
  readonly beta: number;
}

/**
 * Generalised Gaussian blur, exp(-q^beta / 2): beta 1 is the Gaussian (Real-ESRGAN, section 3.1).
 *
 * @throws ConfigError `E_CONFIG_KERNEL_SIZE` or `E_CONFIG_KERNEL` naming the field outside its range.
 */
export const generalizedGaussianKernel = (shape: ShapedEllipse): Kernel => {
  const { beta } = shape;
  checkedPositive('generalizedGaussianKernel', 'beta', beta);
  return ellipticKernel('generalizedGaussianKernel', shape, (q) => Math.exp(-(q ** beta) / 2));
};
