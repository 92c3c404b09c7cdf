import { patchShifts, REFERENCE_SCALE } from '@srkit/models';
import { type Tensor3D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Correspondences } from './correspondences';

/** Bytes that are held for a patch while its shift is looked for. */
const PATCH_BYTES = 8192;

/**
 * Matches with their shifts in pixels, for networks that have learned from such (`refineFlow` does the same to whole maps).
 *
 * @param query The enlarged picture, grey; its row `top` is the first pixel of the first patch.
 * @param reference See `blurredGrey`.
 * @param budget Bytes that may be held.
 */
export const refineMatches = async (
  found: Correspondences,
  query: Tensor3D,
  top: number,
  reference: Tensor3D,
  budget: number,
  onWork: () => Promise<void>,
): Promise<Correspondences> => {
  const { rows, columns, referenceColumns, index } = found;
  const shift = new Float32Array(2 * rows * columns);
  const step = Math.max(1, Math.floor(budget / PATCH_BYTES / columns));
  for (let row = 0; row < rows; row += step) {
    await onWork();
    const [first, last] = [row * columns, Math.min(rows, row + step) * columns];
    const places = (of: (patch: number) => number): number[] =>
      Array.from({ length: last - first }, (_, i) => of(first + i) * REFERENCE_SCALE);
    const made = tidy(() => {
      const asRow = (values: number[]) => tensor2d(values, [1, last - first]);
      return patchShifts(
        query,
        reference,
        [
          asRow(places((i) => Math.floor(i / columns)).map((place) => place + top)),
          asRow(places((i) => i % columns)),
        ],
        [
          asRow(places((i) => Math.floor(index[i]! / referenceColumns))),
          asRow(places((i) => index[i]! % referenceColumns)),
        ],
      );
    });
    shift.set(await made.data().finally(() => made.dispose()), 2 * first);
  }
  return { ...found, shift };
};
