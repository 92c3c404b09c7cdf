import { type LEVELS, REFERENCE_SCALE } from '@srkit/models';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';

/** Taps along one side of the 3x3 filter, and rows and columns of features under a patch. */
export const PATCH = 3;
const TAPS = PATCH ** 2;

/** What each patch of the target matched of one reference. Patches begin at every feature but the last two of a side. */
export interface Correspondences {
  /** Patches in a column and in a row of the target, and of the reference. */
  readonly rows: number;
  readonly columns: number;
  readonly referenceRows: number;
  readonly referenceColumns: number;
  /** Place of the reference's patch, row by row; of each of the target's. */
  readonly index: Int32Array;
  /** Cosine of the two patches, -1..1. */
  readonly correlation: Float32Array;
  /** By how many pixels each match is moved, down and right, where matches were refined. */
  readonly shift?: Float32Array;
  readonly search: 'exhaustive' | 'coarse-to-fine';
  /** Place of the target's patch that each of the reference's matches, where that came for nothing. */
  readonly back?: Int32Array;
}

/** Each feature with itself, as a picture matches its own copy. */
export const identity = (rows: number, columns: number): Correspondences => ({
  rows,
  columns,
  referenceRows: rows,
  referenceColumns: columns,
  index: Int32Array.from({ length: rows * columns }, (_, i) => i),
  correlation: new Float32Array(rows * columns).fill(1),
  search: 'exhaustive',
});

/** Displacement of a patch to the one it matched, in features: down, right. */
export const displacement = (
  { columns, referenceColumns, index, shift }: Correspondences,
  row: number,
  column: number,
): readonly [down: number, right: number] => {
  const patch = row * columns + column;
  const place = index[patch]!;
  const [down, right] = shift ? [shift[2 * patch]!, shift[2 * patch + 1]!] : [0, 0];
  return [
    Math.floor(place / referenceColumns) - row + down / REFERENCE_SCALE,
    (place % referenceColumns) - column + right / REFERENCE_SCALE,
  ];
};

/**
 * Rows of the pre-offset at one level, `[1, end - start, width, 18]`: tap (i, j) of a pixel follows the patch in which
 * its feature has position (i, j) (C2-Matching, section 3.3). `preOffsetsFromFlow` makes the same of whole maps.
 *
 * @param scale Rows of the level to a row of features.
 */
export const preOffsetRows = (
  found: Correspondences,
  scale: (typeof LEVELS)[number]['scale'],
  start: number,
  end: number,
): Tensor4D => {
  const { rows, columns } = found;
  const width = (columns + PATCH - 1) * scale;
  const out = new Float32Array((end - start) * width * 2 * TAPS);
  // Of a row of features everything is the same in all rows of the level.
  const line = new Float32Array((columns + PATCH - 1) * 2 * TAPS);
  let filled = -1;
  for (let y = start; y < end; y++) {
    const row = Math.floor(y / scale);
    if (row !== filled) {
      line.fill(0);
      for (let i = 0; i < PATCH; i++) {
        const from = row - i;
        if (from < 0 || from >= rows) continue;
        for (let column = 0; column < columns; column++) {
          const [down, right] = displacement(found, from, column);
          for (let j = 0; j < PATCH; j++) {
            const at = ((column + j) * TAPS + i * PATCH + j) * 2;
            line[at] = down * scale;
            line[at + 1] = right * scale;
          }
        }
      }
      filled = row;
    }
    let to = (y - start) * width * 2 * TAPS;
    for (let x = 0; x < width; x++, to += 2 * TAPS) {
      const from = Math.floor(x / scale) * 2 * TAPS;
      out.set(line.subarray(from, from + 2 * TAPS), to);
    }
  }
  return tensor4d(out, [1, end - start, width, 2 * TAPS]);
};

/** Features along a side of so many pixels. */
export const featuresAlong = (pixels: number): number => Math.floor(pixels / REFERENCE_SCALE);
