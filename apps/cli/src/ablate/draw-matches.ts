import type { ContrastiveSample } from '@srkit/datasets';
import type { Raster } from '@srkit/image';

/** A cell of features of a picture, and whether it was found where it is in the other one. */
export interface Match {
  readonly cell: number;
  readonly right: boolean;
}

/** Pixels of a cell. */
const CELL = 4;
const RIGHT = [60, 200, 80] as const;
const WRONG = [220, 50, 40] as const;

/** What was matched, left as it was seen, right with a mark in every cell: green where it was found, red where it was not. */
export const drawMatches = (
  sample: ContrastiveSample,
  matches: readonly Match[],
  sees: 'gt' | 'up',
): Raster => {
  const { width, height, data: values } = sample[sees];
  const peak = values instanceof Float32Array ? 255 : 1;
  const data = new Uint8Array(2 * width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        const value = Math.min(255, Math.max(0, Math.round(peak * values[3 * (y * width + x) + c]!)));
        data[3 * (y * 2 * width + x) + c] = value;
        data[3 * (y * 2 * width + width + x) + c] = value >> 1;
      }
  const columns = width / CELL;
  for (const { cell, right } of matches) {
    const [left, top] = [CELL * (cell % columns), CELL * Math.floor(cell / columns)];
    const colour = right ? RIGHT : WRONG;
    for (let y = 1; y < CELL - 1; y++)
      for (let x = 1; x < CELL - 1; x++) data.set(colour, 3 * ((top + y) * 2 * width + width + left + x));
  }
  return { width: 2 * width, height, channels: 3, data };
};
