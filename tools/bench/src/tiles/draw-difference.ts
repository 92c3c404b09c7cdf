import { cropRaster, type Raster } from '@srkit/core';

/** Side of what is shown of each picture. */
const SIDE = 320;
/** Differences are shown so many times as large. */
const GAIN = 8;

/** Where a square of `SIDE` has the largest sum of differences. */
const worstSquare = (a: Raster, b: Raster): { left: number; top: number } => {
  let worst = { left: 0, top: 0, sum: -1 };
  const step = SIDE / 4;
  for (let top = 0; top + SIDE <= a.height; top += step) {
    for (let left = 0; left + SIDE <= a.width; left += step) {
      let sum = 0;
      for (let y = top; y < top + SIDE; y++) {
        const row = (y * a.width + left) * a.channels;
        for (let i = row; i < row + SIDE * a.channels; i++) sum += Math.abs(a.data[i]! - b.data[i]!);
      }
      if (sum > worst.sum) worst = { left, top, sum };
    }
  }
  return worst;
};

/**
 * Where the first result differs most from the picture in one piece: the results side by side, and under each eight times
 * its difference.
 */
export const drawDifferences = (whole: Raster, results: readonly Raster[]): Raster => {
  const window = { ...worstSquare(results[0]!, whole), width: SIDE, height: SIDE };
  const exact = cropRaster(whole, window);
  const width = results.length * SIDE;
  const data = new Uint8Array(width * 2 * SIDE * 3);
  results.forEach((result, k) => {
    const { data: made } = cropRaster(result, window);
    const difference = made.map((v, i) => Math.min(255, GAIN * Math.abs(v - exact.data[i]!)));
    [made, difference].forEach((source, row) => {
      for (let y = 0; y < SIDE; y++) {
        data.set(
          source.subarray(y * SIDE * 3, (y + 1) * SIDE * 3),
          ((row * SIDE + y) * width + k * SIDE) * 3,
        );
      }
    });
  });
  return { width, height: 2 * SIDE, channels: 3, data };
};
