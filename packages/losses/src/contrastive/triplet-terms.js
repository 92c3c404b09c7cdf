import { add, mean, minimum, mul, relu, reshape, slice, sub, sum, tensor1d, } from '@tensorflow/tfjs-core';
import { gatherRows } from './gather-rows';
import { hardestNegative } from './hardest-negative';
import { nearHandicap } from './near';
import { normaliseRows } from './normalise-rows';
const rowsOf = (features, sample) => {
    const [, h, w, c] = features.shape;
    return reshape(slice(features, [sample, 0, 0, 0], [1, h, w, c]), [h * w, c]);
};
export const matchedDescriptors = (features1, features2, sample, { first, second }) => {
    const all = normaliseRows(rowsOf(features1, sample));
    return {
        all,
        first: gatherRows(all, tensor1d(first, 'int32')),
        second: normaliseRows(gatherRows(rowsOf(features2, sample), tensor1d(second, 'int32'))),
    };
};
/** The triplet loss of one sample whose feature maps are `width` cells wide. */
export const tripletTerms = ({ first, second, all }, matches, width, { margin, safeRadius }) => {
    const positive = sub(2, mul(sum(mul(first, second), 1), 2));
    const near2 = nearHandicap(matches.second, matches.second, width, safeRadius);
    const near1 = nearHandicap(matches.first, Int32Array.from({ length: all.shape[0] }, (_, i) => i), width, safeRadius);
    const negative = minimum(hardestNegative(second, all, near1), hardestNegative(first, second, near2));
    const hinge = relu(sub(add(positive, margin), negative));
    return {
        loss: mean(hinge),
        posDist: mean(positive),
        negDist: mean(negative),
    };
};
