import { ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { filter2d } from './filter2d';
import { referenceFilter2d } from './reference-filter2d';
const random = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
/** The definition, pixel by pixel. */
const naive = (x, kernel) => {
    const [n, h, w, c] = x.shape;
    const [kernels, kh, kw] = kernel.shape;
    const [values, weights] = [x.arraySync(), kernel.arraySync()];
    const mirror = (i, side) => (i < 0 ? -i : i >= side ? 2 * side - 2 - i : i);
    const out = [];
    for (let s = 0; s < n; s++)
        for (let y = 0; y < h; y++)
            for (let xx = 0; xx < w; xx++)
                for (let ch = 0; ch < c; ch++) {
                    let sum = 0;
                    for (let i = 0; i < kh; i++)
                        for (let j = 0; j < kw; j++)
                            sum +=
                                weights[s % kernels][i][j] *
                                    values[s][mirror(y + i - (kh >> 1), h)][mirror(xx + j - (kw >> 1), w)][ch];
                    out.push(sum);
                }
    return out;
};
const close = (actual, expected, bound = 2e-6) => {
    expect(actual.length).toBe(expected.length);
    let worst = 0;
    for (let i = 0; i < expected.length; i++)
        worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    expect(worst).toBeLessThan(bound);
};
const odd = fc.integer({ min: 0, max: 4 }).map((half) => 2 * half + 1);
const side = fc.integer({ min: 5, max: 23 });
const channels = fc.integer({ min: 1, max: 4 });
const seed = fc.nat(1e6);
/** A kernel as the degradation makes them: with zeros around it, a product of two vectors, or neither. */
const makeKernel = (kind, kernels, kh, kw, s) => tf.tidy(() => {
    const scale = 1 / (kh * kw);
    if (kind === 'product') {
        const column = random([kernels, kh, 1], s);
        return tf.mul(tf.matMul(column, random([kernels, 1, kw], s + 1)), scale);
    }
    const whole = tf.mul(random([kernels, kh, kw], s), scale);
    if (kind === 'full' || kh < 3 || kw < 3)
        return whole;
    return tf.pad(tf.slice(whole, [0, 1, 1], [kernels, kh - 2, kw - 2]), [
        [0, 0],
        [1, 1],
        [1, 1],
    ]);
});
describe.each(['cpu', 'wasm', 'srkit-wasm'])('filter2d on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    it('is the cross-correlation of the mirrored picture, per sample or shared, without leaks', () => {
        const kind = fc.constantFrom('full', 'product', 'padded');
        fc.assert(fc.property(side, side, channels, odd, odd, fc.boolean(), kind, seed, (h, w, c, kh, kw, shared, k, s) => {
            const before = tf.memory().numTensors;
            const x = random([2, h, w, c], s);
            const kernel = makeKernel(k, shared ? 1 : 2, kh, kw, s + 7);
            const out = filter2d(x, kernel);
            close(out.dataSync(), naive(x, kernel));
            tf.dispose([x, kernel, out]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 60, seed: 11 });
    });
    it('equals its reference form for every padding, also in several bands of rows', () => {
        for (const padding of ['reflect', 'valid', 'full']) {
            for (const [h, w, kh, kw] of [
                [29, 31, 21, 7],
                [700, 180, 5, 9],
                [12, 13, 1, 11],
                [12, 13, 11, 1],
            ]) {
                const [x, kernel] = [random([2, h, w, 3], h), makeKernel('full', 2, kh, kw, w)];
                const out = filter2d(x, kernel, padding);
                const expected = tf.tidy(() => referenceFilter2d(x, kernel, padding));
                expect(out.shape).toEqual(expected.shape);
                close(out.dataSync(), expected.dataSync());
                tf.dispose([x, kernel, out, expected]);
            }
        }
    });
    it('has gradients for picture and kernel that agree with finite differences', () => {
        const padding = fc.constantFrom('reflect', 'valid', 'full');
        fc.assert(fc.property(odd, odd, channels, fc.boolean(), padding, seed, (kh, kw, c, shared, p, s) => {
            const before = tf.memory().numTensors;
            tf.tidy(() => {
                const x = random([2, 9, 10, c], s);
                const kernel = random([shared ? 1 : 2, kh, kw], s + 1);
                const weights = random(filter2d(x, kernel, p).shape, s + 2);
                const loss = (a, b) => tf.sum(tf.mul(filter2d(a, b, p), weights));
                const [dx, dk] = tf.grads(loss)([x, kernel]);
                // The loss is linear in each argument: one large step has no truncation error.
                const xStep = random(x.shape, s + 3);
                const kStep = random(kernel.shape, s + 4);
                const along = (step, gradient) => tf.sum(tf.mul(step, gradient)).dataSync()[0];
                const value = loss(x, kernel).dataSync()[0];
                const size = Math.sqrt(weights.size) * kh * kw;
                expect(along(xStep, dx)).toBeCloseTo(loss(tf.add(x, xStep), kernel).dataSync()[0] - value, 3 - Math.log10(size) / 3);
                expect(along(kStep, dk)).toBeCloseTo(loss(x, tf.add(kernel, kStep)).dataSync()[0] - value, 3 - Math.log10(size) / 3);
            });
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 25, seed: 3 });
    });
    it('names what does not fit, and leaks nothing when it throws', () => {
        const x = tf.zeros([2, 10, 30, 3]);
        const before = tf.memory().numTensors;
        const kernelOf = (...shape) => tf.zeros(shape);
        const attempts = [
            [kernelOf(1, 4, 3), /height is 4.*odd/],
            [kernelOf(1, 21, 3), /height is 10.*at least 11/],
            [kernelOf(3, 3, 3), /3 kernels for 2 pictures/],
        ];
        for (const [kernel, message] of attempts) {
            expect(() => filter2d(x, kernel)).toThrow(message);
            expect(() => filter2d(x, kernel)).toThrow(ShapeError);
            kernel.dispose();
        }
        expect(tf.memory().numTensors).toBe(before);
        x.dispose();
    });
});
