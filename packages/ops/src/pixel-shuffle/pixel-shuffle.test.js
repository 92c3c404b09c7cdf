import { ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { pixelShuffle, pixelUnshuffle } from './pixel-shuffle';
describe.each(['cpu', 'wasm', 'srkit-wasm'])('pixel shuffle on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    const ramp = (shape) => tf.tensor4d(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => i), shape);
    it('follows the definition out[y*f+i, x*f+j, c] = in[y, x, c*f*f + i*f + j]', () => {
        const [n, h, w, c, f] = [2, 3, 2, 3, 2];
        const x = ramp([n, h, w, c * f * f]);
        const out = pixelShuffle(x, f);
        const [a, b] = [x.arraySync(), out.arraySync()];
        for (let s = 0; s < n; s++)
            for (let y = 0; y < h * f; y++)
                for (let xx = 0; xx < w * f; xx++)
                    for (let ch = 0; ch < c; ch++) {
                        const source = a[s][Math.floor(y / f)][Math.floor(xx / f)];
                        expect(b[s][y][xx][ch]).toBe(source[ch * f * f + (y % f) * f + (xx % f)]);
                    }
        tf.dispose([x, out]);
    });
    it('is undone by pixelUnshuffle, and each is the gradient of the other', () => {
        const side = fc.integer({ min: 1, max: 4 });
        fc.assert(fc.property(side, side, side, side, fc.integer({ min: 1, max: 4 }), (n, h, w, c, f) => {
            const before = tf.memory().numTensors;
            const x = ramp([n, h, w, c * f * f]);
            const up = pixelShuffle(x, f);
            const back = pixelUnshuffle(up, f);
            const dy = tf.mul(up, 2);
            const gradient = tf.grad((t) => pixelShuffle(t, f))(x, dy);
            const expected = tf.mul(x, 2);
            expect(up.shape).toEqual([n, h * f, w * f, c]);
            expect(back.dataSync()).toEqual(x.dataSync());
            expect(gradient.dataSync()).toEqual(expected.dataSync());
            const gradientBack = tf.grad((t) => pixelUnshuffle(t, f))(up, expected);
            expect(gradientBack.dataSync()).toEqual(dy.dataSync());
            tf.dispose([x, up, back, dy, gradient, expected, gradientBack]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 30, seed: 7 });
    });
    it('names the value and the remedy for shapes that do not divide', () => {
        const x = tf.zeros([1, 3, 4, 3]);
        expect(() => pixelShuffle(x, 2)).toThrow(/3 channels .* multiple of 4/);
        expect(() => pixelUnshuffle(x, 2)).toThrow(ShapeError);
        expect(() => pixelShuffle(x, 1.5)).toThrow(/1\.5/);
        x.dispose();
    });
});
