import { type MatchAttrs, MUTUAL_MATCH, patchCount } from '@srkit/core/contracts';
import {
  cast,
  concat,
  reshape,
  slice,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { checkMatch, type FeatureMatches, refuseNotFinite } from './feature-match';
import { referenceFeatureMatch } from './reference-feature-match';

const attrsOf = (patchSize: number): MatchAttrs => ({
  patchSize,
  inputStride: 1,
  refStride: 1,
  isNorm: true,
  normInput: true,
});

const matched = defineOp(MUTUAL_MATCH, {
  reference: ({ input, ref }, { patchSize }) => {
    refuseNotFinite('input', input);
    refuseNotFinite('reference', ref);
    const one = (from: Tensor, to: Tensor) => {
      const found = referenceFeatureMatch(from as Tensor4D, to as Tensor4D, attrsOf(patchSize));
      return reshape(found, [from.shape[0]!, -1, 2]);
    };
    return concat([one(input, ref), one(ref, input)], 1);
  },
  inputsToSave: ['input', 'ref'],
  gradient: (_dy, [input, ref]) => ({
    input: () => zerosLike(input as Tensor),
    ref: () => zerosLike(ref as Tensor),
  }),
});

/** What each of two feature maps' patches matches in the other. */
export interface MutualMatches {
  /** For every input patch, as `featureMatch` with `normInput` finds it. */
  readonly there: FeatureMatches<Tensor3D>;
  /** For every reference patch. */
  readonly back: FeatureMatches<Tensor3D>;
}

/**
 * `featureMatch(input, reference, { normInput: true })` and the same with the two exchanged, in the time of one of them where the
 * backend has a kernel for it. Its gradient is zero.
 *
 * @param input `[n, h, w, channels]`. @param reference `[n, hr, wr, channels]`.
 * @throws as `featureMatch` does.
 */
export const mutualMatch = (input: Tensor4D, reference: Tensor4D, patchSize = 3): MutualMatches => {
  checkMatch(input, reference, attrsOf(patchSize));
  return tidy(() => {
    const found = matched({ input, ref: reference }, { patchSize }) as Tensor3D;
    const gridOf = ({ shape: [, h, w] }: Tensor4D) =>
      [patchCount(h, patchSize, 1), patchCount(w, patchSize, 1)] as const;
    const part = (of: Tensor4D, first: number): FeatureMatches<Tensor3D> => {
      const [rows, columns] = gridOf(of);
      const at = (value: number): Tensor3D =>
        reshape(slice(found, [0, first, value], [-1, rows * columns, 1]), [of.shape[0], rows, columns]);
      return { index: cast(at(0), 'int32'), correlation: at(1) };
    };
    const [rows, columns] = gridOf(input);
    // A record of records is what tfjs's tidy keeps, and does not type.
    const both = { there: part(input, 0), back: part(reference, rows * columns) };
    return both as unknown as Tensor;
  }) as unknown as MutualMatches;
};
