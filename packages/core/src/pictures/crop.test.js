import { describe, expect, it } from 'vitest';
import { ShapeError } from '../errors';
import { cropRaster, cropSamples } from './crop';
describe('cropping', () => {
    it('takes the same window out of every picture of a batch', () => {
        const [n, h, w, c] = [2, 3, 4, 2];
        const at = (i, y, x, k) => ((i * h + y) * w + x) * c + k;
        const samples = Float32Array.from({ length: n * h * w * c }, (_, i) => i);
        const out = cropSamples(samples, [n, h, w, c], { top: 1, left: 2, height: 2, width: 1 });
        expect([...out]).toEqual([0, 1].flatMap((i) => [1, 2].flatMap((y) => [at(i, y, 2, 0), at(i, y, 2, 1)])));
    });
    it('keeps the type of the samples and what else a raster carries', () => {
        const data = Uint16Array.of(1, 2, 3, 4, 5, 60_000);
        const raster = { width: 3, height: 2, channels: 1, data, icc: Uint8Array.of(7), density: 300 };
        const cropped = cropRaster(raster, { top: 0, left: 1, height: 2, width: 2 });
        expect(cropped).toEqual({ ...raster, width: 2, data: Uint16Array.of(2, 3, 5, 60_000) });
        expect(cropRaster(raster, { top: 0, left: 0, height: 2, width: 3 })).toBe(raster);
    });
    it('refuses a window that does not lie in the picture, with its numbers', () => {
        const raster = { width: 3, height: 2, channels: 1, data: new Uint8Array(6) };
        const window = { top: 0, left: 0, height: 2, width: 3 };
        for (const wrong of [{ left: 1 }, { top: -1 }, { height: 0 }, { width: 1.5 }, { top: 3, height: 1 }]) {
            expect(() => cropRaster(raster, { ...window, ...wrong })).toThrow(ShapeError);
        }
        expect(() => cropRaster(raster, { ...window, left: 1 })).toThrow(/left 1 and 3 pixels .* of 3x2/);
    });
});
