import type { OpContract } from './op-contract';

export interface MatchAttrs {
  /** Side of a patch in feature pixels. */
  readonly patchSize: number;
  /** Distance between neighbouring input patches, and between neighbouring reference patches. */
  readonly inputStride: number;
  readonly refStride: number;
  /** Divides every reference patch by its norm + epsilon. */
  readonly isNorm: boolean;
  /** Divides the correlation by the input patch's norm + epsilon. */
  readonly normInput: boolean;
}

/** Added to a patch's norm before anything is divided by it. */
export const MATCH_EPSILON = 1e-5;

/** Below every score: what a patch without a candidate has. */
export const MATCH_LOWEST = -3e38;

/** How many patches lie along a side. */
export const patchCount = (side: number, patchSize: number, stride: number): number =>
  Math.floor((side - patchSize) / stride) + 1;

/**
 * Best reference patch of every input patch: `[n, h, w, c]` and `[n, hr, wr, c]` to an index, row-major in the grid of
 * reference patches, and a correlation, `[n, rows, columns, 2]`. Of equal scores the lowest index.
 */
export const FEATURE_MATCH: OpContract<'input' | 'ref', MatchAttrs> = {
  kernelName: 'SrkitFeatureMatch',
  inputs: ['input', 'ref'],
  outputShape: ({ input: [n, h, w] }, { patchSize, inputStride }) => [
    n!,
    patchCount(h!, patchSize, inputStride),
    patchCount(w!, patchSize, inputStride),
    2,
  ],
};

export interface MutualMatchAttrs {
  /** Side of a patch in feature pixels. */
  readonly patchSize: number;
}

/**
 * `FEATURE_MATCH` both ways at once, one patch at every pixel: `[n, h, w, c]` and `[n, hr, wr, c]` to an index and a cosine for
 * each input patch, and then for each reference patch, `[n, patches + reference patches, 2]`.
 */
export const MUTUAL_MATCH: OpContract<'input' | 'ref', MutualMatchAttrs> = {
  kernelName: 'SrkitMutualMatch',
  inputs: ['input', 'ref'],
  outputShape: ({ input, ref }, { patchSize }) => {
    const patches = ([, h, w]: readonly number[]) =>
      patchCount(h!, patchSize, 1) * patchCount(w!, patchSize, 1);
    return [input[0]!, patches(input) + patches(ref), 2];
  },
};

/** Rows of input patches and rows of reference patches that are held against each other; counts in patches. */
export interface MatchRowsAttrs {
  /** Not `patch`, a reserved word of WGSL. */
  readonly patchSide: number;
  /** Of the pixels under the input patches, and of those under the reference's. */
  readonly width: number;
  readonly refWidth: number;
  /** Under the input patches. */
  readonly pixels: number;
  readonly rows: number;
  readonly columns: number;
  readonly refRows: number;
  readonly refColumns: number;
  readonly stride: number;
  readonly refStride: number;
  /** Index of the block's first reference patch. */
  readonly firstPlace: number;
}

/**
 * The best of each row of reference patches for each input patch, an index and a score: `[refRows * patches, 2]`.
 * `products` `[ref pixels, input pixels]` are those of all pixels, `divisors` `[refRows, refColumns]` the reference
 * patches' norms, -1 for what is no candidate.
 */
export const MATCH_ROWS: OpContract<'products' | 'divisors', MatchRowsAttrs> = {
  kernelName: 'SrkitMatchRows',
  inputs: ['products', 'divisors'],
  outputShape: (_shapes, { refRows, rows, columns }) => [refRows * rows * columns, 2],
};

/** The best of all rows that were found, and of what came before them, `[patches, 2]`. */
export const MATCH_MERGE: OpContract<'found' | 'before'> = {
  kernelName: 'SrkitMatchMerge',
  inputs: ['found', 'before'],
  outputShape: ({ before }) => [...before],
};
