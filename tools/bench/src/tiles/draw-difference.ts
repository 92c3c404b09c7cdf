import { cropRaster, type Raster } from '@srkit/core';

/** Side of what is shown of each picture. */
const SIDE = 320;
/** Differences are shown so many times as large. */
const GAIN = 4;

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

/** Side by side, where they differ most: tiles, the picture in one piece, and four times their difference. */
export const drawDifference = (tiled: Raster, whole: Raster): Raster => {
  const { left, top } = worstSquare(tiled, whole);
  const window = { left, top, width: SIDE, height: SIDE };
  const [one, other] = [cropRaster(tiled, window), cropRaster(whole, window)];
  const difference = one.data.map((v, i) => Math.min(255, GAIN * Math.abs(v - other.data[i]!)));
  const data = new Uint8Array(3 * SIDE * SIDE * 3);
  [one.data, other.data, difference].forEach((source, k) => {
    for (let y = 0; y < SIDE; y++) {
      data.set(source.subarray(y * SIDE * 3, (y + 1) * SIDE * 3), (y * 3 * SIDE + k * SIDE) * 3);
    }
  });
  return { width: 3 * SIDE, height: SIDE, channels: 3, data };
};
