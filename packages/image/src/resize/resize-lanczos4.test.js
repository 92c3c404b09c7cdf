import { ShapeError } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { drawProfile } from '../testing/draw-profile';
import { drawRaster } from '../testing/draw-raster';
import { RESIZE_CASES } from '../testing/resize-cases';
import { resizeLanczos4 } from './resize-lanczos4';
const samples = (kind, base64) => {
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    return kind === 'u8' ? bytes : new Uint16Array(bytes.buffer);
};
describe('resizeLanczos4', () => {
    for (const one of RESIZE_CASES.filter(({ kind }) => kind !== 'f32')) {
        const { kind, channels, width, height, outWidth, outHeight } = one;
        it(`equals OpenCV: ${kind} ${width} x ${height} x ${channels} -> ${outWidth} x ${outHeight}`, () => {
            const raster = { width, height, channels, data: samples(kind, one.input) };
            const result = resizeLanczos4(raster, [outHeight, outWidth]);
            const expected = samples(kind, one.output);
            expect(result.data.length).toBe(expected.length);
            if (kind === 'u8') {
                expect(result.data).toEqual(expected);
                return;
            }
            let worst = 0;
            for (let i = 0; i < expected.length; i++) {
                worst = Math.max(worst, Math.abs(result.data[i] - expected[i]));
            }
            expect(worst).toBeLessThanOrEqual(1);
        });
    }
    it('gives the picture itself, in new memory, when the size stays', () => {
        const raster = drawRaster(9, 5, 3);
        const result = resizeLanczos4(raster, [5, 9]);
        expect(result).toEqual(raster);
        expect(result.data).not.toBe(raster.data);
    });
    it('keeps the profile, the density and a flat colour', () => {
        const icc = drawProfile('RGB ', 'kept');
        const data = new Uint16Array(4 * 3 * 4).fill(40000);
        const result = resizeLanczos4({ width: 4, height: 3, channels: 4, data, icc, density: 300 }, [2, 11]);
        expect(result).toEqual({
            width: 11,
            height: 2,
            channels: 4,
            data: new Uint16Array(88).fill(40000),
            icc,
            density: 300,
        });
    });
    it('shrinks and enlarges very wide and very tall pictures', () => {
        expect(resizeLanczos4(drawRaster(30_000, 2, 1), [1, 60_000]).data.length).toBe(60_000);
        expect(resizeLanczos4(drawRaster(1, 5000, 3), [20_000, 1]).data.length).toBe(60_000);
    });
    it('says what is wrong with a size or a raster', () => {
        const raster = drawRaster(3, 3, 1);
        expect(() => resizeLanczos4(raster, [3, 0])).toThrow(ShapeError);
        expect(() => resizeLanczos4(raster, [3, 2.5])).toThrow('size is [3,2.5]');
        expect(() => resizeLanczos4({ ...raster, width: 4 }, [2, 2])).toThrow('holds 12 samples, got 9');
    });
});
