import { MATCH_LOWEST, MATCH_ROWS } from '@srkit/core/contracts';
import { concat, div, fill, greater, logicalAnd, logicalNot, reshape, slice, stack, tidy, where, zeros, } from '@tensorflow/tfjs-core';
import { hasKernel } from '../run-kernel';
import { stockBestOfBlock } from './best-of-block';
import { bestOfRows } from './best-of-rows';
import { brokenPatches, divisorsOf, gridOf, normsOf, pixelsUnder } from './patch-grid';
/** Products that exist at a time, at most (64 MiB), unless those of a single row of patches are more. */
const BLOCK_PRODUCTS = 2 ** 24;
/** How many rows of patches of each map are held against each other at a time. */
const blockRows = (from, to, patch, blockProducts) => {
    // Square blocks repeat the fewest products at their borders.
    const side = Math.floor(Math.sqrt(blockProducts / (from.features.shape[1] * to.features.shape[1]))) - patch;
    const rowsAtOnce = ({ rows, stride }) => Math.min(rows, Math.max(1, Math.floor(side / stride) + 1));
    return [rowsAtOnce(from), rowsAtOnce(to)];
};
/** Index and score of every input patch, and whether it has a candidate, all `[rows, columns]`. */
const finished = (found, from, { patchSize, normInput }) => {
    const shape = [from.rows, from.columns];
    const part = (at) => reshape(slice(found, [0, at], [-1, 1]), shape);
    const [index, score] = [part(0), part(1)];
    const matched = logicalAnd(greater(score, MATCH_LOWEST), logicalNot(brokenPatches(from, patchSize)));
    const correlation = normInput ? div(score, normsOf(from, patchSize)) : score;
    return stack([where(matched, index, 0), where(matched, correlation, Number.NaN)], 2);
};
const matchSample = (input, ref, attrs, blockProducts) => {
    const { patchSize: patch } = attrs;
    const [from, to] = [gridOf(input, patch, attrs.inputStride), gridOf(ref, patch, attrs.refStride)];
    const divisors = divisorsOf(to, patch, attrs.isNorm);
    const [rowsAtOnce, refRowsAtOnce] = blockRows(from, to, patch, blockProducts);
    const bestOfBlock = hasKernel(MATCH_ROWS) ? bestOfRows : stockBestOfBlock;
    const bands = [];
    for (let y = 0; y < from.rows; y += rowsAtOnce) {
        const rows = Math.min(rowsAtOnce, from.rows - y);
        const patches = rows * from.columns;
        const pixels = pixelsUnder(from, y, rows, patch);
        let best = tidy(() => stack([zeros([patches]), fill([patches], MATCH_LOWEST)], 1));
        for (let v = 0; v < to.rows; v += refRowsAtOnce) {
            const refRows = Math.min(refRowsAtOnce, to.rows - v);
            const before = best;
            best = tidy(() => bestOfBlock({
                patch,
                input: pixels,
                ref: pixelsUnder(to, v, refRows, patch),
                rows,
                columns: from.columns,
                refRows,
                refColumns: to.columns,
                stride: from.stride,
                refStride: to.stride,
                divisors: slice(divisors, [v, 0], [refRows, to.columns]),
                firstPlace: v * to.columns,
                before,
            }));
            before.dispose();
        }
        pixels.dispose();
        bands.push(best);
    }
    return finished(concat(bands), from, attrs);
};
/**
 * Matching in blocks of rows of both maps, so that memory does not grow with the product of the pictures: in stock tfjs
 * ops, or with a backend's kernels for a block. Index and correlation of every input patch, `[n, rows, columns, 2]`.
 *
 * Patches with NaN or infinite values are no candidates; an input patch that has one itself, or finds no candidate, gets
 * index 0 and correlation NaN.
 */
export const referenceFeatureMatch = (input, ref, attrs, blockProducts = BLOCK_PRODUCTS) => {
    const sample = (x, i) => reshape(slice(x, [i, 0, 0, 0], [1, -1, -1, -1]), x.shape.slice(1));
    const matches = [];
    for (let i = 0; i < input.shape[0]; i++) {
        matches.push(tidy(() => matchSample(sample(input, i), sample(ref, i), attrs, blockProducts)));
    }
    return stack(matches);
};
