import { refuseUnknownKeys, ShapeError } from '@srkit/core';
import { add, slice, tidy } from '@tensorflow/tfjs-core';
import { checkPicture } from '../shared/check-same-shape';
import { checkedChoice } from '../shared/checked-choice';
import { PIXEL_LOSS_OPTIONS } from '../shared/reduction';
import { l1Loss } from './l1-loss';
/** All but the last (`from` 0) or the first (`from` 1) line along `axis`. */
const lines = (x, axis, from) => {
    const begin = [0, 0, 0, 0];
    const size = [...x.shape];
    begin[axis] = from;
    size[axis] = size[axis] - 1;
    return slice(x, begin, size);
};
/**
 * Weighted total variation, the sum of the L1 losses between vertical and between horizontal neighbours; BasicSR's
 * `WeightedTVLoss`. NaN passes through.
 *
 * @param pred `[n, h, w, c]` with h and w of at least 2.
 * @throws ShapeError for another rank, a side of 1 or a weight that does not fit; ConfigError for an unknown
 *   reduction (`none` has no meaning here, because the two directions differ in size).
 */
export const weightedTvLoss = (pred, options = {}) => {
    refuseUnknownKeys('weightedTvLoss', options, PIXEL_LOSS_OPTIONS);
    const { reduction = 'mean', weight, lossWeight = 1 } = options;
    checkedChoice('weightedTvLoss', 'reduction', reduction, ['mean', 'sum']);
    checkPicture('weightedTvLoss', 'pred', pred);
    if (pred.shape[1] < 2 || pred.shape[2] < 2) {
        throw new ShapeError('E_SHAPE_SIDE', `weightedTvLoss: pred is [${pred.shape}]; height and width must be at least 2 to have neighbours.`);
    }
    if (weight)
        checkPicture('weightedTvLoss', 'weight', weight);
    return tidy(() => {
        const along = (axis) => l1Loss(lines(pred, axis, 0), lines(pred, axis, 1), {
            reduction,
            weight: weight && lines(weight, axis, 0),
            lossWeight,
        });
        return add(along(1), along(2));
    });
};
