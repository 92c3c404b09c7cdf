import type { Raster } from '@srkit/core';

const COLUMNS = 4;
/** White pixels between two. */
const GAP = 4;

/** RGB pictures of one size side by side, row after row. */
export const drawCrops = (crops: readonly Raster[]): Raster => {
  const [{ width: w, height: h }] = crops as [Raster];
  const columns = Math.min(COLUMNS, crops.length);
  const rows = Math.ceil(crops.length / columns);
  const [width, height] = [columns * (w + GAP) - GAP, rows * (h + GAP) - GAP];
  const data = new Uint8Array(width * height * 3).fill(255);
  crops.forEach((crop, k) => {
    const [left, top] = [(k % columns) * (w + GAP), Math.floor(k / columns) * (h + GAP)];
    for (let y = 0; y < h; y++) {
      data.set(crop.data.subarray(y * w * 3, (y + 1) * w * 3), ((top + y) * width + left) * 3);
    }
  });
  return { width, height, channels: 3, data };
};
