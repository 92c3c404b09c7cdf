import {
  add,
  addN,
  concat,
  div,
  equal,
  greater,
  matMul,
  max,
  min,
  range,
  reshape,
  slice,
  sqrt,
  square,
  stack,
  stridedSlice,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { EPSILON, type MatchAttrs, patchCount } from './match-options';

/** Products that exist at a time, at most (64 MiB), unless those of a single row of patches are more. */
const BLOCK_PRODUCTS = 2 ** 24;

/** The patch positions of one feature map. */
interface Grid {
  readonly features: Tensor3D;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

const gridOf = (features: Tensor3D, patch: number, stride: number): Grid => ({
  features,
  rows: patchCount(features.shape[0], patch, stride),
  columns: patchCount(features.shape[1], patch, stride),
  stride,
});

/** The pixels under `rows` rows of patches from row `first` on, `[pixel rows, width, channels]`. */
const pixelsUnder = ({ features, stride }: Grid, first: number, rows: number, patch: number): Tensor3D =>
  slice(
    features,
    [first * stride, 0, 0],
    [(rows - 1) * stride + patch, features.shape[1], features.shape[2]],
  );

/** Sums `x` along its patches: over the patch's pixels, at every patch position of the grids its axes belong to. */
const sumOverPatches = (x: Tensor, patch: number, counts: number[], strides: number[]): Tensor => {
  const terms: Tensor[] = [];
  for (let i = 0; i < patch; i++) {
    for (let j = 0; j < patch; j++) {
      const begin = counts.map((_, axis) => (axis % 2 === 0 ? i : j));
      const end = begin.map((b, axis) => b + (counts[axis]! - 1) * strides[axis]! + 1);
      terms.push(stridedSlice(x, begin, end, strides));
    }
  }
  return addN(terms);
};

/** Norm + epsilon of every patch, `[rows, columns]`. */
const normsOf = ({ features, rows, columns, stride }: Grid, patch: number): Tensor2D =>
  tidy(() => {
    const lengths = sum(square(features), 2);
    return add(sqrt(sumOverPatches(lengths, patch, [rows, columns], [stride, stride])), EPSILON);
  });

interface Best {
  readonly index: Tensor;
  readonly score: Tensor;
}

/** The best of a block of reference patches for each of a block of input patches, `[input patches]`. */
const bestOfBlock = (
  products: Tensor2D,
  [input, ref]: readonly [Tensor3D, Tensor3D],
  counts: number[],
  strides: number[],
  patch: number,
  norms: Tensor | null,
): Best => {
  const pixelPairs = reshape(products, [input.shape[0], input.shape[1], ref.shape[0], ref.shape[1]]);
  const [rows, columns, refRows, refColumns] = counts as [number, number, number, number];
  const sums = reshape(sumOverPatches(pixelPairs, patch, counts, strides), [
    rows * columns,
    refRows * refColumns,
  ]);
  const scores = norms ? div(sums, reshape(norms, [1, -1])) : sums;
  const score = max(scores, 1, true);
  // Not every backend's argMax takes the first of equal values.
  const places = where(equal(scores, score), range(0, refRows * refColumns), refRows * refColumns);
  return { index: min(places, 1), score: reshape(score, [-1]) };
};

const matchSample = (input: Tensor3D, ref: Tensor3D, attrs: MatchAttrs, blockProducts: number): Tensor3D => {
  const { patchSize: patch } = attrs;
  const [from, to] = [gridOf(input, patch, attrs.inputStride), gridOf(ref, patch, attrs.refStride)];
  const refNorms = attrs.isNorm ? normsOf(to, patch) : null;
  const strides = [from.stride, from.stride, to.stride, to.stride];
  // Square blocks repeat the fewest products at their borders.
  const side = Math.floor(Math.sqrt(blockProducts / (input.shape[1] * ref.shape[1]))) - patch;
  const [rowsAtOnce, refRowsAtOnce] = [from, to].map(({ rows, stride }) =>
    Math.min(rows, Math.max(1, Math.floor(side / stride) + 1)),
  ) as [number, number];
  const bands: Tensor[] = [];
  for (let y = 0; y < from.rows; y += rowsAtOnce) {
    bands.push(
      tidy(() => {
        const rows = Math.min(rowsAtOnce, from.rows - y);
        const pixels = pixelsUnder(from, y, rows, patch);
        const left = reshape(pixels, [-1, input.shape[2]]);
        let best: Best | undefined;
        for (let v = 0; v < to.rows; v += refRowsAtOnce) {
          const refRows = Math.min(refRowsAtOnce, to.rows - v);
          const [index, score] = tidy(() => {
            const refPixels = pixelsUnder(to, v, refRows, patch);
            const products = matMul(left, reshape(refPixels, [-1, input.shape[2]]), false, true) as Tensor2D;
            const counts = [rows, from.columns, refRows, to.columns];
            const norms = refNorms && slice(refNorms, [v, 0], [refRows, to.columns]);
            const block = bestOfBlock(products, [pixels, refPixels], counts, strides, patch, norms);
            const place = add(block.index, v * to.columns);
            if (!best) return [place, block.score];
            // Strictly greater: of equal scores the lower index stays.
            const wins = greater(block.score, best.score);
            return [where(wins, place, best.index), where(wins, block.score, best.score)];
          }) as [Tensor, Tensor];
          best?.index.dispose();
          best?.score.dispose();
          best = { index, score };
        }
        return stack([best!.index, best!.score], 1);
      }),
    );
  }
  const matches = reshape(concat(bands), [from.rows, from.columns, 2]) as Tensor3D;
  if (!attrs.normInput) return matches;
  const norms = normsOf(from, patch);
  return stack(
    [
      reshape(slice(matches, [0, 0, 0], [-1, -1, 1]), norms.shape),
      div(reshape(slice(matches, [0, 0, 1], [-1, -1, 1]), norms.shape), norms),
    ],
    2,
  ) as Tensor3D;
};

/**
 * Matching in stock tfjs ops, in blocks of rows of both maps, so that memory does not grow with the product of the
 * pictures. Index and correlation of every input patch, `[n, rows, columns, 2]`.
 */
export const referenceFeatureMatch = (
  input: Tensor4D,
  ref: Tensor4D,
  attrs: MatchAttrs,
  blockProducts = BLOCK_PRODUCTS,
): Tensor4D => {
  const sample = (x: Tensor4D, i: number): Tensor3D =>
    reshape(slice(x, [i, 0, 0, 0], [1, -1, -1, -1]), x.shape.slice(1) as [number, number, number]);
  const matches: Tensor3D[] = [];
  for (let i = 0; i < input.shape[0]; i++) {
    matches.push(tidy(() => matchSample(sample(input, i), sample(ref, i), attrs, blockProducts)));
  }
  return stack(matches) as Tensor4D;
};
