/** Added to a patch's norm before anything is divided by it. */
export const MATCH_EPSILON = 1e-5;
/** Below every score: what a patch without a candidate has. */
export const MATCH_LOWEST = -3e38;
/** How many patches lie along a side. */
export const patchCount = (side, patchSize, stride) => Math.floor((side - patchSize) / stride) + 1;
/**
 * Best reference patch of every input patch: `[n, h, w, c]` and `[n, hr, wr, c]` to an index, row-major in the grid of
 * reference patches, and a correlation, `[n, rows, columns, 2]`. Of equal scores the lowest index.
 */
export const FEATURE_MATCH = {
    kernelName: 'SrkitFeatureMatch',
    inputs: ['input', 'ref'],
    outputShape: ({ input: [n, h, w] }, { patchSize, inputStride }) => [
        n,
        patchCount(h, patchSize, inputStride),
        patchCount(w, patchSize, inputStride),
        2,
    ],
};
/**
 * The best of each row of reference patches for each input patch, an index and a score: `[refRows * patches, 2]`.
 * `products` `[ref pixels, input pixels]` are those of all pixels, `divisors` `[refRows, refColumns]` the reference
 * patches' norms, -1 for what is no candidate.
 */
export const MATCH_ROWS = {
    kernelName: 'SrkitMatchRows',
    inputs: ['products', 'divisors'],
    outputShape: (_shapes, { refRows, rows, columns }) => [refRows * rows * columns, 2],
};
/** The best of all rows that were found, and of what came before them, `[patches, 2]`. */
export const MATCH_MERGE = {
    kernelName: 'SrkitMatchMerge',
    inputs: ['found', 'before'],
    outputShape: ({ before }) => [...before],
};
