import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { add, sqrt, square, sub, tidy } from '@tensorflow/tfjs-core';
import { checkSameShape } from '../shared/check-same-shape';
import { PIXEL_LOSS_OPTIONS, reduceLoss, } from '../shared/reduction';
/**
 * Charbonnier loss, mean of `sqrt((pred - target)^2 + eps)`: a smooth L1 (Lai et al., LapSRN). BasicSR's
 * `CharbonnierLoss`, which unlike the paper adds eps un-squared. NaN passes through.
 *
 * @param pred Any shape, usually `[n, h, w, c]`.
 * @param target The same shape.
 * @returns A scalar, or with `reduction: 'none'` a tensor of `pred`'s shape.
 * @throws ShapeError when the shapes differ or the weight does not fit; ConfigError for an unknown reduction or eps.
 */
export const charbonnierLoss = (pred, target, given = {}) => {
    refuseUnknownKeys('charbonnierLoss', given, [...PIXEL_LOSS_OPTIONS, 'eps']);
    const { eps = 1e-12, ...options } = given;
    // At eps 0 the gradient of an exact hit would be 0 / 0.
    if (!(eps > 0)) {
        throw new ConfigError('E_CONFIG_RANGE', `charbonnierLoss: eps is ${eps}, expected a number above 0; use l1Loss for none.`);
    }
    checkSameShape('charbonnierLoss', ['pred', pred], ['target', target]);
    return tidy(() => reduceLoss('charbonnierLoss', sqrt(add(square(sub(pred, target)), eps)), options));
};
