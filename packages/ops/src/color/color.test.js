import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { colorMatrix, referenceColorMatrix } from './color-matrix';
import { rgbToGray } from './rgb-to-gray';
import { rgbToYcbcrJpeg, ycbcrJpegToRgb } from './ycbcr-jpeg';
import { rgbToY, rgbToYcbcr, ycbcrToRgb } from './ycbcr-studio';
const CONVERSIONS = { rgbToYcbcr, ycbcrToRgb, rgbToY, rgbToYcbcrJpeg, ycbcrJpegToRgb, rgbToGray };
describe.each(['cpu', 'wasm', 'srkit-wasm'])('colour on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    const expectClose = (actual, expected, bound) => {
        const values = actual.dataSync();
        actual.dispose();
        expect(values.length).toBe(expected.length);
        expected.forEach((value, i) => {
            expect(Math.abs(values[i] - value)).toBeLessThanOrEqual(bound);
        });
    };
    it('puts black, white and the primaries where the standards do', () => {
        const x = tf.tensor2d([0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1], [4, 3]);
        const studio = [16, 128, 128, 235, 128, 128, 81.481, 90.203, 240, 40.966, 240, 109.786];
        expectClose(rgbToYcbcr(x), studio.map((v) => v / 255), 1e-6);
        expectClose(rgbToY(x), studio.filter((_, i) => i % 3 === 0).map((v) => v / 255), 1e-6);
        const full = tf.mul(x, 255);
        expectClose(rgbToYcbcrJpeg(full), [0, 128, 128, 255, 128, 128, 76.245, 84.97, 255.5, 29.07, 255.5, 107.27], 0.01);
        expectClose(rgbToGray(x), [0, 0.9999, 0.2989, 0.114], 1e-6);
        expectClose(rgbToGray(x, { weights: 'opencv' }), [0, 1, 0.299, 0.114], 1e-6);
        tf.dispose([x, full]);
    });
    it('goes there and back', () => {
        const x = tf.randomUniform([2, 5, 3, 3], 0, 1, 'float32', 3);
        const full = tf.mul(x, 255);
        expectClose(tf.tidy(() => ycbcrToRgb(rgbToYcbcr(x))), [...x.dataSync()], 5e-5);
        expectClose(tf.tidy(() => ycbcrJpegToRgb(rgbToYcbcrJpeg(full))), [...full.dataSync()], 1e-3);
        tf.dispose([x, full]);
    });
    it.each(Object.entries(CONVERSIONS))('%s: reference form, gradient, shape and memory', (_, convert) => {
        const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
        fc.assert(fc.property(shapes, (lead) => {
            const before = tf.memory().numTensors;
            const shape = [...lead, 3];
            const x = tf.randomUniform(shape, 0, 1, 'float32', 4);
            const y = convert(x);
            expect(y.shape.slice(0, -1)).toEqual(lead);
            // Linear but for the offset, so that one large step gives the gradient along it.
            const dy = tf.randomUniform(y.shape, -1, 1, 'float32', 5);
            const [along, difference] = tf.tidy(() => [
                tf.sum(tf.mul(tf.grad((t) => convert(t))(x, dy), x)).dataSync()[0],
                tf.sum(tf.mul(tf.sub(y, convert(tf.zerosLike(x))), dy)).dataSync()[0],
            ]);
            expect(Math.abs(along - difference)).toBeLessThan(2e-3);
            const second = tf.grad((t) => tf.sum(tf.square(tf.grad((u) => tf.sum(tf.square(convert(u))))(t))))(x);
            expect(second.shape).toEqual(shape);
            tf.dispose([x, y, dy, second]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 15, seed: 10 });
    });
    it('computes the same in stock operations', () => {
        const attrs = { matrix: [1, 2, 3, -4, 5, 6, 0.5, 0.25, -1], offset: [0.5, -1, 2] };
        const x = tf.randomUniform([4, 2, 3], 0, 1, 'float32', 6);
        for (const { matrix, offset } of [attrs, { matrix: [1, 2, 3], offset: [4] }]) {
            const own = colorMatrix({ x }, { matrix, offset });
            const stock = tf.tidy(() => referenceColorMatrix(x, { matrix, offset }));
            expect(own.shape).toEqual(stock.shape);
            expectClose(own, [...stock.dataSync()], 1e-5);
            stock.dispose();
        }
        x.dispose();
    });
    it('names the value and the remedy', () => {
        const x = tf.zeros([2, 4]);
        expect(() => rgbToY(x)).toThrow(/rgbToY: the last axis of \[2,4\] has 4 channels, expected the 3 of RGB/);
        expect(() => rgbToYcbcr(x)).toThrow(ShapeError);
        expect(() => rgbToGray(x, { weights: 'rec709' })).toThrow(/'rec709', expected torchvision or opencv/);
        expect(() => rgbToGray(x, { weights: 'rec709' })).toThrow(ConfigError);
        x.dispose();
    });
});
