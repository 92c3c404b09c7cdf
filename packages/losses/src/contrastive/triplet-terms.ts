import {
  add,
  mean,
  minimum,
  mul,
  relu,
  reshape,
  type Scalar,
  slice,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import type { Correspondences } from './correspondences';
import { gatherRows } from './gather-rows';
import { hardestNegative } from './hardest-negative';
import { nearHandicap } from './near';
import { normaliseRows } from './normalise-rows';

/** Unit descriptors of one sample at the n positions that correspond. */
export interface MatchedDescriptors {
  /** Of image 1, `[n, c]`. */
  readonly first: Tensor2D;
  /** Of image 2, `[n, c]`. */
  readonly second: Tensor2D;
  /** Of image 1 everywhere, `[h w, c]`. */
  readonly all: Tensor2D;
}

const rowsOf = (features: Tensor4D, sample: number): Tensor2D => {
  const [, h, w, c] = features.shape;
  return reshape(slice(features, [sample, 0, 0, 0], [1, h, w, c]), [h * w, c]);
};

export const matchedDescriptors = (
  features1: Tensor4D,
  features2: Tensor4D,
  sample: number,
  { first, second }: Correspondences,
): MatchedDescriptors => {
  const all = normaliseRows(rowsOf(features1, sample));
  return {
    all,
    first: gatherRows(all, tensor1d(first, 'int32')),
    second: normaliseRows(gatherRows(rowsOf(features2, sample), tensor1d(second, 'int32'))),
  };
};

export interface TripletTerms {
  readonly loss: Scalar;
  readonly posDist: Scalar;
  readonly negDist: Scalar;
}

/** The triplet loss of one sample whose feature maps are `width` cells wide. */
export const tripletTerms = (
  { first, second, all }: MatchedDescriptors,
  matches: Correspondences,
  width: number,
  { margin, safeRadius }: { readonly margin: number; readonly safeRadius: number },
): TripletTerms => {
  const positive = sub(2, mul(sum(mul(first, second), 1), 2)) as Tensor1D;
  const everywhere = Int32Array.from({ length: all.shape[0] }, (_, i) => i);
  const near1 = () => nearHandicap(matches.first, everywhere, width, safeRadius);
  const near2 = () => nearHandicap(matches.second, matches.second, width, safeRadius);
  const negative = minimum(hardestNegative(second, all, near1), hardestNegative(first, second, near2));
  const hinge = relu(sub(add(positive, margin), negative));
  return {
    loss: mean(hinge) as Scalar,
    posDist: mean(positive) as Scalar,
    negDist: mean(negative) as Scalar,
  };
};
