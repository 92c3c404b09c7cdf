import type { Correspondences } from '@srkit/upscale';

/** Pixels of a feature cell. */
const CELL = 4;
/** Cells by which a match may miss a true point. */
const NEAR = 2;

/** The patch, along one side, whose middle is the cell that a place in pixels lies in. */
export const patchAt = (place: number, patches: number): number =>
  Math.min(patches - 1, Math.max(0, Math.floor(place / CELL) - 1));

/** Whether a patch matches within two cells of a place, across and down in pixels of the reference. */
export const isNear = (
  { index, referenceColumns }: Correspondences,
  patch: number,
  [x, y]: readonly [number, number],
): boolean => {
  const place = index[patch]!;
  const [v, u] = [Math.floor(place / referenceColumns), place % referenceColumns];
  return Math.hypot(u + 1.5 - x / CELL, v + 1.5 - y / CELL) <= NEAR;
};
