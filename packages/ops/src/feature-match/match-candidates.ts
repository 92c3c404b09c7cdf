import { ConfigError, ShapeError } from '@srkit/core';
import { MATCH_CANDIDATES, MATCH_LOWEST, patchCount } from '@srkit/core/contracts';
import {
  add,
  cast,
  concat,
  div,
  equal,
  expandDims,
  floorDiv,
  gather,
  greater,
  greaterEqual,
  less,
  logicalAnd,
  max,
  min,
  mod,
  mul,
  reshape,
  slice,
  stack,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { addMany } from '../add-many';
import { defineOp } from '../define-op';
import type { FeatureMatches } from './feature-match';
import { divisorsOf, gridOf, pixelMatrix } from './patch-grid';

/** Floats of gathered pixels that exist at a time in the reference form (64 MiB), unless those of one patch are more. */
const BLOCK_FLOATS = 2 ** 24;
/** Beyond every place of a reference patch, and exact as a float. */
const NO_PLACE = 2 ** 24;

type Inputs = Readonly<Record<'input' | 'ref' | 'candidates', Tensor>>;

/** The pixel at (i, j) of each patch, as a row of the pixel matrix: patches are counted row by row of a narrower grid. */
const pixelIndex = (places: Tensor, columns: number, patch: number, i: number, j: number): Tensor =>
  add(
    add(mul(floorDiv(places, columns), columns + patch - 1), mod(places, columns)),
    i * (columns + patch - 1) + j,
  );

const referenceCandidates = ({ input, ref, candidates }: Inputs, patch: number): Tensor => {
  const refGrid = gridOf(ref as Tensor3D, patch, 1);
  const [from, to] = [pixelMatrix(input as Tensor3D), pixelMatrix(refGrid.features)];
  const divisors = reshape(divisorsOf(refGrid, patch, true), [-1]) as Tensor1D;
  const [patches, count] = candidates.shape as [number, number];
  const columns = patchCount(input.shape[1]!, patch, 1);
  const step = Math.max(1, Math.floor(BLOCK_FLOATS / count / input.shape[2]!));
  const blocks: Tensor2D[] = [];
  for (let start = 0; start < patches; start += step) {
    const size = Math.min(step, patches - start);
    blocks.push(
      tidy(() => {
        // As floats: not every backend's `where` converts its operands to one type.
        const places = cast(slice(candidates as Tensor2D, [start, 0], [size, count]), 'float32');
        const known = logicalAnd(greaterEqual(places, 0), less(places, divisors.size));
        const inside = where(known, places, 0);
        const own = Int32Array.from({ length: size }, (_, n) => start + n);
        const terms: Tensor[] = [];
        for (let i = 0; i < patch; i++) {
          for (let j = 0; j < patch; j++) {
            const mine = own.map(
              (at) => (Math.floor(at / columns) + i) * input.shape[1]! + (at % columns) + j,
            );
            const theirs = cast(pixelIndex(inside, refGrid.columns, patch, i, j), 'int32');
            const a = expandDims(gather(from, mine), 1);
            terms.push(tidy(() => sum(mul(a, gather(to, theirs)), 2)));
          }
        }
        const by = gather(divisors, cast(inside, 'int32'));
        const scores = div(addMany(terms), by);
        // What is not a number is no candidate either.
        const valid = logicalAnd(logicalAnd(known, greater(by, 0)), greater(scores, MATCH_LOWEST));
        const counted = where(valid, scores, MATCH_LOWEST);
        const best = max(counted, 1, true);
        const lowest = min(where(equal(counted, best), places, NO_PLACE), 1);
        const score = reshape(best, [size]);
        return stack([where(greater(score, MATCH_LOWEST), lowest, -1), score], 1) as Tensor2D;
      }),
    );
  }
  return concat(blocks);
};

const matched = defineOp(MATCH_CANDIDATES, {
  reference: (inputs, { patchSize }) => referenceCandidates(inputs, patchSize),
  inputsToSave: ['input', 'ref'],
  gradient: (_dy, [input, ref]) => ({
    input: () => zerosLike(input as Tensor),
    ref: () => zerosLike(ref as Tensor),
  }),
});

/**
 * `featureMatch` among a few reference patches for each input patch: `candidates` are int32, `[patches, k]`, places in the
 * reference's grid of patches; others, such as -1, are none. An index of -1 and a correlation of -3e38 stand where no candidate has a score
 * that is a number. Correlations are those of `featureMatch` without `normInput`. Its gradient is zero.
 *
 * @param input `[h, w, channels]`.
 * @param reference `[hr, wr, channels]`.
 * @throws ShapeError for shapes that do not fit; ConfigError for a patch size that is no positive integer.
 */
export const matchCandidates = (
  input: Tensor3D,
  reference: Tensor3D,
  candidates: Tensor2D,
  patchSize = 3,
): FeatureMatches<Tensor1D> => {
  if (!Number.isInteger(patchSize) || patchSize < 1) {
    throw new ConfigError(
      'E_CONFIG_MATCH',
      `matchCandidates: patchSize is ${patchSize}, expected an integer >= 1.`,
    );
  }
  const patchesOf = ({ shape: [h, w] }: Tensor3D) =>
    Math.max(0, patchCount(h, patchSize, 1)) * Math.max(0, patchCount(w, patchSize, 1));
  const fits =
    input.rank === 3 &&
    reference.rank === 3 &&
    candidates.rank === 2 &&
    input.shape[2] === reference.shape[2] &&
    candidates.shape[0] === patchesOf(input) &&
    patchesOf(reference) > 0 &&
    candidates.size > 0;
  if (!fits) {
    throw new ShapeError(
      'E_SHAPE_FEATURES',
      `matchCandidates: got input features [${input.shape}], reference features [${reference.shape}] and candidates [${candidates.shape}]; expected [h, w, channels], [hr, wr, channels], and a row of candidates for each patch of ${patchSize}x${patchSize} of the input.`,
    );
  }
  return tidy(() => {
    const inputs = { input, ref: reference, candidates: cast(candidates, 'int32') };
    const found = matched(inputs, { patchSize }) as Tensor2D;
    const part = (at: number): Tensor1D => reshape(slice(found, [0, at], [-1, 1]), [-1]);
    return { index: cast(part(0), 'int32'), correlation: part(1) };
  });
};
