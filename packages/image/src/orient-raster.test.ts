import type { Raster } from '@srkit/core';
import { expect, it } from 'vitest';
import { orientRaster } from './orient-raster';
import { drawRaster } from './testing/draw-raster';

/** Where EXIF says the stored row 0 and column 0 are seen: TIFF 6.0, tag 274. */
const SEEN = {
  1: (x: number, y: number) => [x, y],
  2: (x: number, y: number, w: number) => [w - 1 - x, y],
  3: (x: number, y: number, w: number, h: number) => [w - 1 - x, h - 1 - y],
  4: (x: number, y: number, _: number, h: number) => [x, h - 1 - y],
  5: (x: number, y: number) => [y, x],
  6: (x: number, y: number, _: number, h: number) => [h - 1 - y, x],
  7: (x: number, y: number, w: number, h: number) => [h - 1 - y, w - 1 - x],
  8: (x: number, y: number, w: number) => [y, w - 1 - x],
} as const;

const pixel = (raster: Raster, x: number, y: number): number[] => {
  const at = (y * raster.width + x) * raster.channels;
  return [...raster.data.subarray(at, at + raster.channels)];
};

it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('turns orientation %i upright', (orientation) => {
  for (const stored of [drawRaster(5, 3, 3), drawRaster(4, 7, 2, 16)]) {
    const upright = orientRaster(stored, orientation);
    const swapped = orientation >= 5;
    expect([upright.width, upright.height]).toEqual(
      swapped ? [stored.height, stored.width] : [stored.width, stored.height],
    );
    for (let y = 0; y < stored.height; y++) {
      for (let x = 0; x < stored.width; x++) {
        const [seenX, seenY] = SEEN[orientation](x, y, stored.width, stored.height) as [number, number];
        expect(pixel(upright, seenX, seenY)).toEqual(pixel(stored, x, y));
      }
    }
  }
});
