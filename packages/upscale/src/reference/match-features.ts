import { NEAREST_KEYS } from '@srkit/core/contracts';
import { featureMatch, hasKernel, mutualMatch } from '@srkit/ops';
import { dispose, type Tensor4D } from '@tensorflow/tfjs-core';
import { coarseToFine } from './coarse-to-fine';
import { type Correspondences, PATCH } from './correspondences';
import { pairsOf, patchesOf } from './halved';
import { rowsOf } from './host-map';

/**
 * How correspondences are looked for. `auto`: exhaustively up to `EXHAUSTIVE_PAIRS` pairs of patches, and on backends that
 * have no kernel for anything else.
 */
export type Search = 'auto' | 'exhaustive' | 'coarse-to-fine';

/**
 * Pairs of patches that `auto` holds against each other at most: those of a target of 500x500 with a reference of
 * 1000x1000, seconds on two cores. Time grows with the product of the areas.
 */
export const EXHAUSTIVE_PAIRS = 1e9;
/** Fewer pairs than these are compared sooner than sorted. */
const FEWEST_PAIRS = 1e6;
/** Pairs between two turns of timers and signals. */
const PAIRS_AT_ONCE = 2.5e8;
/** Pairs up to which matches both ways are made at once: consistency is looked for among so many; see `consistencyOf`. */
export const MUTUAL_PAIRS = 1e7;

/** All patches both ways, at once. */
export const matchBothWays = async (
  target: Tensor4D,
  reference: Tensor4D,
): Promise<Correspondences & Required<Pick<Correspondences, 'back'>>> => {
  const { there, back } = mutualMatch(target, reference);
  try {
    return {
      rows: there.index.shape[1],
      columns: there.index.shape[2],
      referenceRows: back.index.shape[1],
      referenceColumns: back.index.shape[2],
      index: (await there.index.data()) as Int32Array,
      correlation: (await there.correlation.data()) as Float32Array,
      back: (await back.index.data()) as Int32Array,
      search: 'exhaustive',
    };
  } finally {
    dispose([there.index, there.correlation, back.index, back.correlation]);
  }
};

const exhaustive = async (
  target: Tensor4D,
  reference: Tensor4D,
  onWork: (done: number) => Promise<void>,
): Promise<Correspondences> => {
  if (pairsOf(target, reference) <= MUTUAL_PAIRS) {
    await onWork(0);
    return matchBothWays(target, reference);
  }
  const rows = target.shape[1] - PATCH + 1;
  const columns = target.shape[2] - PATCH + 1;
  const index = new Int32Array(rows * columns);
  const correlation = new Float32Array(rows * columns);
  const step = Math.max(4, Math.floor(PAIRS_AT_ONCE / columns / patchesOf(reference)));
  for (let row = 0; row < rows; row += step) {
    await onWork(row / rows);
    const end = Math.min(rows, row + step);
    const part = rowsOf(target, row, end + PATCH - 1);
    const found = featureMatch(part, reference, { normInput: true });
    part.dispose();
    try {
      index.set(await found.index.data(), row * columns);
      correlation.set(await found.correlation.data(), row * columns);
    } finally {
      found.index.dispose();
      found.correlation.dispose();
    }
  }
  return {
    rows,
    columns,
    referenceRows: reference.shape[1] - PATCH + 1,
    referenceColumns: reference.shape[2] - PATCH + 1,
    index,
    correlation,
    search: 'exhaustive',
  };
};

/** Which search is taken for maps of so many patches. */
export const chosenSearch = (
  search: Search,
  targetPatches: number,
  referencePatches: number,
): Correspondences['search'] => {
  const most = {
    exhaustive: Number.POSITIVE_INFINITY,
    'coarse-to-fine': FEWEST_PAIRS,
    auto: hasKernel(NEAREST_KEYS) ? EXHAUSTIVE_PAIRS : Number.POSITIVE_INFINITY,
  }[search];
  return targetPatches * referencePatches <= most ? 'exhaustive' : 'coarse-to-fine';
};

/** The best patch of `reference` for each patch of `target`; unit features, `[1, h, w, c]`. */
export const matchFeatures = (
  target: Tensor4D,
  reference: Tensor4D,
  search: Search,
  onWork: (done: number) => Promise<void>,
): Promise<Correspondences> =>
  chosenSearch(search, patchesOf(target), patchesOf(reference)) === 'exhaustive'
    ? exhaustive(target, reference, onWork)
    : coarseToFine(target, reference, onWork);
