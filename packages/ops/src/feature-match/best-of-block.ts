import { MATCH_LOWEST, type MatchRowsAttrs } from '@srkit/core/contracts';
import {
  add,
  div,
  equal,
  greater,
  less,
  matMul,
  max,
  min,
  range,
  reshape,
  slice,
  stack,
  type Tensor2D,
  type Tensor3D,
  where,
} from '@tensorflow/tfjs-core';
import { pixelMatrix, sumOverPatches } from './patch-grid';

/** Rows of input patches and rows of reference patches that are held against each other. */
export interface MatchBlock
  extends Pick<
    MatchRowsAttrs,
    'rows' | 'columns' | 'refRows' | 'refColumns' | 'stride' | 'refStride' | 'firstPlace'
  > {
  readonly patch: number;
  /** The pixels under the patches, `[height, width, channels]`. */
  readonly input: Tensor3D;
  readonly ref: Tensor3D;
  /** `[refRows, refColumns]`; see `divisorsOf`. */
  readonly divisors: Tensor2D;
  /** Best index and score before this block, `[rows * columns, 2]`. */
  readonly before: Tensor2D;
}

/** Best index and score after a block, `[rows * columns, 2]`; of equal scores the lowest index. */
export type BestOfBlock = (block: MatchBlock) => Tensor2D;

/** In stock tfjs ops. */
export const stockBestOfBlock: BestOfBlock = ({ patch, input, ref, before, divisors, ...block }) => {
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
  return where(wins, found, before) as Tensor2D;
};
