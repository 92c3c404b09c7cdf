import { square, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { checkSameShape } from '../shared/check-same-shape';
import { type PixelLossOptions, type Reduced, type Reduction, reduceLoss } from '../shared/reduction';

/**
 * Mean squared error, BasicSR's `MSELoss`. NaN passes through.
 *
 * @param pred Any shape, usually `[n, h, w, c]`.
 * @param target The same shape.
 * @returns A scalar, or with `reduction: 'none'` a tensor of `pred`'s shape.
 * @throws ShapeError when the shapes differ or the weight does not fit; ConfigError for an unknown reduction.
 */
export const mseLoss = <R extends Reduction = 'mean'>(
  pred: Tensor,
  target: Tensor,
  options: PixelLossOptions<R> = {},
): Reduced<R> => {
  checkSameShape('mseLoss', ['pred', pred], ['target', target]);
  return tidy(() => reduceLoss('mseLoss', square(sub(pred, target)), options));
};
