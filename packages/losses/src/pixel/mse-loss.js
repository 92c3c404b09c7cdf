import { square, sub, tidy } from '@tensorflow/tfjs-core';
import { checkSameShape } from '../shared/check-same-shape';
import { reduceLoss } from '../shared/reduction';
/**
 * Mean squared error, BasicSR's `MSELoss`. NaN passes through.
 *
 * @param pred Any shape, usually `[n, h, w, c]`.
 * @param target The same shape.
 * @returns A scalar, or with `reduction: 'none'` a tensor of `pred`'s shape.
 * @throws ShapeError when the shapes differ or the weight does not fit; ConfigError for an unknown reduction.
 */
export const mseLoss = (pred, target, options = {}) => {
    checkSameShape('mseLoss', ['pred', pred], ['target', target]);
    return tidy(() => reduceLoss('mseLoss', square(sub(pred, target)), options));
};
