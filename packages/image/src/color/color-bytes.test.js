import { ShapeError } from '@srkit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rgbToGrayBytes } from './gray-bytes';
import { rgbToYcbcrBytes, ycbcrToRgbBytes } from './ycbcr-bytes';
const BLACK_WHITE_RED_BLUE = Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255);
const pixels = fc
    .uint8Array({ minLength: 3, maxLength: 60 })
    .map((data) => new Uint8Array(data.subarray(0, data.length - (data.length % 3))));
describe('colours of bytes', () => {
    it('YCbCr has black, white and the primaries where BT.601 puts them', () => {
        expect([...rgbToYcbcrBytes(BLACK_WHITE_RED_BLUE)]).toEqual([
            16, 128, 128, 235, 128, 128, 81, 90, 240, 41, 240, 110,
        ]);
    });
    it('YCbCr gives back every colour but for the rounding in between', () => {
        fc.assert(fc.property(pixels, (rgb) => {
            const back = ycbcrToRgbBytes(rgbToYcbcrBytes(rgb));
            back.forEach((value, i) => {
                expect(Math.abs(value - rgb[i])).toBeLessThanOrEqual(2);
            });
        }), { numRuns: 100, seed: 2 });
    });
    it('colours outside RGB are clamped', () => {
        expect([...ycbcrToRgbBytes(Uint8Array.of(235, 128, 240, 16, 16, 128))]).toEqual([
            255, 164, 255, 0, 44, 0,
        ]);
    });
    it('gray keeps gray, and weighs as OpenCV does', () => {
        expect([...rgbToGrayBytes(BLACK_WHITE_RED_BLUE)]).toEqual([0, 255, 76, 29]);
        for (let v = 0; v < 256; v++)
            expect(rgbToGrayBytes(Uint8Array.of(v, v, v))[0]).toBe(v);
    });
    it('says what is wrong', () => {
        const four = new Uint8Array(4);
        expect(() => rgbToYcbcrBytes(four)).toThrow(/rgbToYcbcrBytes: 4 samples are not whole pixels of 3 channels/);
        expect(() => ycbcrToRgbBytes(four)).toThrow(ShapeError);
        expect(() => rgbToGrayBytes(four)).toThrow(ShapeError);
    });
});
