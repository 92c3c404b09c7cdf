import type { Raster } from '@srkit/core';
import { expect, it } from 'vitest';
import type { Correspondences } from './correspondences';
import { makeMatchMap } from './match-map';

const [WIDTH, HEIGHT] = [6, 5];
const picture: Raster = { width: WIDTH, height: HEIGHT, channels: 1, data: new Uint8Array(WIDTH * HEIGHT) };

/** All patches moved by so many cells down and right, in a reference of 12x10 cells. */
const moved = (down: number, right: number, shift?: Float32Array): Correspondences => {
  const [rows, columns, referenceRows, referenceColumns] = [HEIGHT - 2, WIDTH - 2, 8, 10];
  const cells = Array.from({ length: rows * columns }, (_, i) => i);
  return {
    ...{ rows, columns, referenceRows, referenceColumns, search: 'exhaustive' },
    index: Int32Array.from(
      cells,
      (i) => (Math.floor(i / columns) + down) * referenceColumns + (i % columns) + right,
    ),
    correlation: Float32Array.from(cells, (i) => i / 100),
    ...(shift && { shift }),
  };
};

const attention = (best: (pixel: number) => number, weights: readonly number[]) => ({
  best: Uint16Array.from({ length: 16 * WIDTH * HEIGHT }, (_, i) => best(i)),
  weight: new Float32Array(16 * WIDTH * HEIGHT).fill(Math.max(...weights)),
  weights: Float32Array.from(
    { length: WIDTH * HEIGHT * weights.length },
    (_, i) => weights[i % weights.length]!,
  ),
});

it('says where each pixel lies in the reference, in its pixels', () => {
  const map = makeMatchMap(
    picture,
    [{ index: 3, found: moved(2, 5) }],
    attention(() => 0, [1]),
  );
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const at = y * WIDTH + x;
      // Middles of cells of four pixels.
      expect([map.position[2 * at], map.position[2 * at + 1]]).toEqual([4 * (x + 5) + 2, 4 * (y + 2) + 2]);
      // By the patch whose middle it is; at the edge the nearest.
      const [row, column] = [Math.min(Math.max(y - 1, 0), 2), Math.min(Math.max(x - 1, 0), 3)];
      expect(map.correlation[at]).toBeCloseTo((row * 4 + column) / 100, 6);
    }
  }
  expect(new Set(map.matched)).toEqual(new Set([3]));
});

it('moves matches by the pixels that they were refined by', () => {
  const shift = Float32Array.from({ length: 2 * 12 }, (_, i) => (i % 2 === 0 ? -1.5 : 0.25));
  const map = makeMatchMap(
    picture,
    [{ index: 0, found: moved(2, 5, shift) }],
    attention(() => 0, [1]),
  );
  expect([map.position[0], map.position[1]]).toEqual([4 * 5 + 2 + 0.25, 4 * 2 + 2 - 1.5]);
});

it("follows the reference that weighs most in the pixel's result", () => {
  const wide = 4 * WIDTH;
  // Of the left half of the result the second, but for one pixel of sixteen.
  const best = (i: number) => (i % wide < wide / 2 && i !== 0 ? 1 : 0);
  const used = [
    { index: 4, found: moved(0, 0) },
    { index: 7, found: moved(4, 1) },
  ];
  const map = makeMatchMap(picture, used, attention(best, [0.25, 0.75]));
  expect([map.reference[0], map.reference[1], map.reference[wide - 1]]).toEqual([4, 7, 4]);
  expect(Array.from(map.matched.subarray(0, WIDTH))).toEqual([7, 7, 7, 4, 4, 4]);
  expect([map.position[0], map.position[1]]).toEqual([4 * 1 + 2, 4 * 4 + 2]);
  expect([map.position[2 * 5], map.position[2 * 5 + 1]]).toEqual([4 * 5 + 2, 2]);
  expect(map.weights.map(({ reference, weight }) => [reference, weight[9]])).toEqual([
    [4, 0.25],
    [7, 0.75],
  ]);
});
