import { featureMatch } from '@srkit/ops';
import { canBeHalved, coarseToFine } from './coarse-to-fine';
import { PATCH } from './correspondences';
import { rowsOf } from './host-map';
/**
 * Pairs of patches that `auto` holds against each other at most: those of a target of 500x500 with a reference of
 * 1000x1000, seconds on two cores. Time grows with the product of the areas.
 */
export const EXHAUSTIVE_PAIRS = 1e9;
/** Pairs between two turns of timers and signals. */
const PAIRS_AT_ONCE = 2.5e8;
const patches = ({ shape: [, rows, columns] }) => (rows - PATCH + 1) * (columns - PATCH + 1);
const exhaustive = async (target, reference, onWork) => {
  const rows = target.shape[1] - PATCH + 1;
  const columns = target.shape[2] - PATCH + 1;
  const index = new Int32Array(rows * columns);
  const correlation = new Float32Array(rows * columns);
  const step = Math.max(4, Math.floor(PAIRS_AT_ONCE / columns / patches(reference)));
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
/** Which search `auto` takes for maps of so many patches. */
export const chosenSearch = (search, targetPatches, referencePatches) =>
  search === 'exhaustive' || (search === 'auto' && targetPatches * referencePatches <= EXHAUSTIVE_PAIRS);
/** The best patch of `reference` for each patch of `target`; unit features, `[1, h, w, c]`. */
export const matchFeatures = (target, reference, search, onWork) =>
  chosenSearch(search, patches(target), patches(reference)) || !canBeHalved(target, reference)
    ? exhaustive(target, reference, onWork)
    : coarseToFine(target, reference, onWork);
