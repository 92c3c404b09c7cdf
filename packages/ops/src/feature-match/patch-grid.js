import { MATCH_EPSILON, patchCount } from '@srkit/core/contracts';
import { add, cast, expandDims, isFinite as finiteElements, greater, ones, slice, sqrt, square, stridedSlice, sub, sum, tidy, where, } from '@tensorflow/tfjs-core';
import { addMany } from '../add-many';
export const gridOf = (features, patch, stride) => {
    // Also false where only the square is too large: such a pixel's products would be as well.
    const finite = finiteElements(sum(square(features), 2));
    return {
        features: where(expandDims(finite, 2), features, 0),
        broken: sub(1, cast(finite, 'float32')),
        rows: patchCount(features.shape[0], patch, stride),
        columns: patchCount(features.shape[1], patch, stride),
        stride,
    };
};
/** The pixels under `rows` rows of patches from row `first` on, `[pixel rows, width, channels]`. */
export const pixelsUnder = ({ features, stride }, first, rows, patch) => slice(features, [first * stride, 0, 0], [(rows - 1) * stride + patch, features.shape[1], features.shape[2]]);
/** Sums `x` along its patches: over the patch's pixels, at every patch position of the grids its axes belong to. */
export const sumOverPatches = (x, patch, counts, strides) => {
    const terms = [];
    for (let i = 0; i < patch; i++) {
        for (let j = 0; j < patch; j++) {
            const begin = counts.map((_, axis) => (axis % 2 === 0 ? i : j));
            const end = begin.map((b, axis) => b + (counts[axis] - 1) * strides[axis] + 1);
            terms.push(stridedSlice(x, begin, end, strides));
        }
    }
    return addMany(terms);
};
const overPatches = (x, { rows, columns, stride }, patch) => sumOverPatches(x, patch, [rows, columns], [stride, stride]);
/** Norm + epsilon of every patch, `[rows, columns]`. */
export const normsOf = (grid, patch) => tidy(() => add(sqrt(overPatches(sum(square(grid.features), 2), grid, patch)), MATCH_EPSILON));
/** Whether a patch has a pixel that is not finite, `[rows, columns]`. */
export const brokenPatches = (grid, patch) => tidy(() => greater(overPatches(grid.broken, grid, patch), 0));
/** What a candidate's sum is divided by, `[rows, columns]`; -1 for a patch that is none. */
export const divisorsOf = (grid, patch, isNorm) => tidy(() => {
    const divisors = isNorm ? normsOf(grid, patch) : ones([grid.rows, grid.columns]);
    return where(brokenPatches(grid, patch), -1, divisors);
});
