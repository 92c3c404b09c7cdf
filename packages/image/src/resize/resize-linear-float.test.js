import { ShapeError } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { RESIZE_CASES } from '../testing/resize-cases';
import { resizeLinearFloat } from './resize-linear-float';
const floats = (base64) => new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
describe('resizeLinearFloat', () => {
    for (const one of RESIZE_CASES.filter(({ kind }) => kind === 'f32')) {
        const { width, height, outWidth, outHeight } = one;
        it(`equals OpenCV: ${width} x ${height} -> ${outWidth} x ${outHeight}`, () => {
            const result = resizeLinearFloat(floats(one.input), [height, width], [outHeight, outWidth]);
            const expected = floats(one.output);
            expect(result.length).toBe(expected.length);
            const worst = result.reduce((max, v, i) => Math.max(max, Math.abs(v - expected[i])), 0);
            expect(worst).toBeLessThanOrEqual(2e-7);
        });
    }
    it('replicates the border', () => {
        expect([...resizeLinearFloat(Float32Array.of(0, 1), [1, 2], [1, 4])]).toEqual([0, 0.25, 0.75, 1]);
    });
    it('says what is wrong', () => {
        expect(() => resizeLinearFloat(new Float32Array(5), [2, 2], [4, 4])).toThrow('holds 4 values, got 5');
        expect(() => resizeLinearFloat(new Float32Array(4), [2, 2], [-1, 4])).toThrow(ShapeError);
    });
});
