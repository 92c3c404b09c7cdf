import { expect, it } from 'vitest';
import { orientRaster } from './orient-raster';
import { drawRaster } from './testing/draw-raster';
/** Where EXIF says the stored row 0 and column 0 are seen: TIFF 6.0, tag 274. */
const SEEN = {
    1: (x, y) => [x, y],
    2: (x, y, w) => [w - 1 - x, y],
    3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
    4: (x, y, _, h) => [x, h - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y, _, h) => [h - 1 - y, x],
    7: (x, y, w, h) => [h - 1 - y, w - 1 - x],
    8: (x, y, w) => [y, w - 1 - x],
};
const pixel = (raster, x, y) => {
    const at = (y * raster.width + x) * raster.channels;
    return [...raster.data.subarray(at, at + raster.channels)];
};
it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns orientation %i upright', (orientation) => {
    for (const stored of [drawRaster(5, 3, 3), drawRaster(4, 7, 2, 16)]) {
        const upright = orientRaster(stored, orientation);
        const swapped = orientation >= 5;
        expect([upright.width, upright.height]).toEqual(swapped ? [stored.height, stored.width] : [stored.width, stored.height]);
        for (let y = 0; y < stored.height; y++) {
            for (let x = 0; x < stored.width; x++) {
                const [seenX, seenY] = SEEN[orientation](x, y, stored.width, stored.height);
                expect(pixel(upright, seenX, seenY)).toEqual(pixel(stored, x, y));
            }
        }
    }
});
