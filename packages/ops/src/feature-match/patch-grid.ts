import { MATCH_EPSILON, patchCount } from '@srkit/core/contracts';
import {
  add,
  cast,
  expandDims,
  isFinite as finiteElements,
  greater,
  ones,
  reshape,
  slice,
  sqrt,
  square,
  stridedSlice,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { addMany } from '../add-many';

/** The patch positions of one feature map. */
export interface Grid {
  /** Pixels with a value that is not finite are zeros here. */
  readonly features: Tensor3D;
  /** 1 for such a pixel, else 0; `[height, width]`. */
  readonly broken: Tensor2D;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/** Pixels as a matrix, `[pixels, channels]`. */
export const pixelMatrix = (pixels: Tensor3D): Tensor2D => reshape(pixels, [-1, pixels.shape[2]]);

export const gridOf = (features: Tensor3D, patch: number, stride: number): Grid => {
  // Also false where only the square is too large: such a pixel's products would be as well.
  const finite = finiteElements(sum(square(features), 2));
  return {
    features: where(expandDims(finite, 2), features, 0) as Tensor3D,
    broken: sub(1, cast(finite, 'float32')) as Tensor2D,
    rows: patchCount(features.shape[0], patch, stride),
    columns: patchCount(features.shape[1], patch, stride),
    stride,
  };
};

/** The pixels under `rows` rows of patches from row `first` on, `[pixel rows, width, channels]`. */
export const pixelsUnder = (
  { features, stride }: Grid,
  first: number,
  rows: number,
  patch: number,
): Tensor3D =>
  slice(
    features,
    [first * stride, 0, 0],
    [(rows - 1) * stride + patch, features.shape[1], features.shape[2]],
  );

/** Sums `x` along its patches: over the patch's pixels, at every patch position of the grids its axes belong to. */
export const sumOverPatches = (x: Tensor, patch: number, counts: number[], strides: number[]): Tensor => {
  const terms: Tensor[] = [];
  for (let i = 0; i < patch; i++) {
    for (let j = 0; j < patch; j++) {
      const begin = counts.map((_, axis) => (axis % 2 === 0 ? i : j));
      const end = begin.map((b, axis) => b + (counts[axis]! - 1) * strides[axis]! + 1);
      terms.push(stridedSlice(x, begin, end, strides));
    }
  }
  return addMany(terms);
};

const overPatches = (x: Tensor, { rows, columns, stride }: Grid, patch: number): Tensor2D =>
  sumOverPatches(x, patch, [rows, columns], [stride, stride]) as Tensor2D;

/** Norm + epsilon of every patch, `[rows, columns]`. */
export const normsOf = (grid: Grid, patch: number): Tensor2D =>
  tidy(() => add(sqrt(overPatches(sum(square(grid.features), 2), grid, patch)), MATCH_EPSILON));

/** Whether a patch has a pixel that is not finite, `[rows, columns]`. */
export const brokenPatches = (grid: Grid, patch: number): Tensor2D =>
  tidy(() => greater(overPatches(grid.broken, grid, patch), 0));

/** What a candidate's sum is divided by, `[rows, columns]`; -1 for a patch that is none. */
export const divisorsOf = (grid: Grid, patch: number, isNorm: boolean): Tensor2D =>
  tidy(() => {
    const divisors = isNorm ? normsOf(grid, patch) : ones([grid.rows, grid.columns]);
    return where(brokenPatches(grid, patch), -1, divisors) as Tensor2D;
  });
