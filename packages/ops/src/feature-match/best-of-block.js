import { MATCH_LOWEST } from '@srkit/core/contracts';
import { add, div, equal, greater, less, matMul, max, min, range, reshape, slice, stack, where, } from '@tensorflow/tfjs-core';
import { sumOverPatches } from './patch-grid';
/** The pixels as a matrix, `[pixels, channels]`. */
export const pixelMatrix = (pixels) => reshape(pixels, [-1, pixels.shape[2]]);
/** In stock tfjs ops. */
export const stockBestOfBlock = ({ patch, input, ref, before, divisors, ...block }) => {
    const { rows, columns, refRows, refColumns, stride, refStride, firstPlace } = block;
    const [patches, candidates] = [rows * columns, refRows * refColumns];
    const products = matMul(pixelMatrix(input), pixelMatrix(ref), false, true);
    const pixelPairs = reshape(products, [input.shape[0], input.shape[1], ref.shape[0], ref.shape[1]]);
    const counts = [rows, columns, refRows, refColumns];
    const sums = reshape(sumOverPatches(pixelPairs, patch, counts, [stride, stride, refStride, refStride]), [
        patches,
        candidates,
    ]);
    const by = reshape(divisors, [1, candidates]);
    const scores = where(less(by, 0), MATCH_LOWEST, div(sums, by));
    const score = max(scores, 1, true);
    // Not every backend's argMax takes the first of equal values.
    const places = where(equal(scores, score), range(0, candidates), candidates);
    const found = stack([add(min(places, 1), firstPlace), reshape(score, [patches])], 1);
    // Strictly greater: of equal scores the lower index stays.
    const wins = greater(reshape(score, [patches, 1]), slice(before, [0, 1], [patches, 1]));
    return where(wins, found, before);
};
