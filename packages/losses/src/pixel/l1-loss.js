import { sub, tidy } from '@tensorflow/tfjs-core';
import { checkSameShape } from '../shared/check-same-shape';
import { reduceLoss } from '../shared/reduction';
import { absolute } from '../shared/subgradients';
/**
 * Mean absolute error, BasicSR's `L1Loss`; the pixel loss of Real-ESRGAN and of C2-Matching (weight 1 in both). The
 * gradient is 0 where prediction and target are equal. NaN passes through.
 *
 * @param pred Any shape, usually `[n, h, w, c]`.
 * @param target The same shape.
 * @returns A scalar, or with `reduction: 'none'` a tensor of `pred`'s shape.
 * @throws ShapeError when the shapes differ or the weight does not fit; ConfigError for an unknown reduction.
 */
export const l1Loss = (pred, target, options = {}) => {
    checkSameShape('l1Loss', ['pred', pred], ['target', target]);
    return tidy(() => reduceLoss('l1Loss', absolute(sub(pred, target)), options));
};
