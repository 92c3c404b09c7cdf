import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectWithin } from '../testing/expect-within';
import { gaussianWeights } from './gaussian-weights';
import { referenceUsmSharp, usmSharp } from './usm-sharp';
const DEFAULTS = { weight: 0.5, radius: 50, threshold: 10 };
/** Filters `[h, w, c]` with a whole kernel, mirrored at its borders. */
const blur = (x, [h, w, c], side) => {
    const [half, sigma] = [side >> 1, 0.3 * ((side - 1) / 2 - 1) + 0.8];
    const kernel = new Float64Array(side * side);
    for (let i = 0; i < side; i++)
        for (let j = 0; j < side; j++)
            kernel[i * side + j] = Math.exp(-((i - half) ** 2 + (j - half) ** 2) / (2 * sigma * sigma));
    const sum = kernel.reduce((total, weight) => total + weight, 0);
    const mirror = (i, length) => (i < 0 ? -i : i >= length ? 2 * length - 2 - i : i);
    return Float64Array.from({ length: h * w * c }, (_, k) => {
        const [row, column, channel] = [Math.floor(k / c / w), Math.floor(k / c) % w, k % c];
        let total = 0;
        for (let i = 0; i < side; i++)
            for (let j = 0; j < side; j++) {
                const pixel = mirror(row + i - half, h) * w + mirror(column + j - half, w);
                total += (kernel[i * side + j] / sum) * x[pixel * c + channel];
            }
        return total;
    });
};
/** The definition in doubles, and how far a float32 computation may be from it. */
const naive = (x, size, options = {}) => {
    const { weight, radius, threshold } = { ...DEFAULTS, ...options };
    const side = radius % 2 === 0 ? radius + 1 : radius;
    const blurred = blur(x, size, side);
    const detail = blurred.map((value, i) => x[i] - value);
    const soft = blur(detail.map((value) => (Math.abs(value) * 255 > threshold ? 1 : 0)), size, side);
    const values = detail.map((value, i) => {
        const sharp = Math.min(Math.max(x[i] + weight * value, 0), 1);
        return soft[i] * sharp + (1 - soft[i]) * x[i];
    });
    // Detail that lies on the threshold is in the mask or not; the mask's blur then moves by the Gaussian's peak, four
    // times that where borders mirror a pixel onto itself.
    const doubtful = detail.filter((value) => Math.abs(Math.abs(value) * 255 - threshold) < 5e-4).length;
    const peak = gaussianWeights(side, 0.3 * ((side - 1) / 2 - 1) + 0.8)[side >> 1] ** 2;
    return { values, bound: 4e-6 * (1 + Math.abs(weight)) + doubtful * 4 * peak * Math.abs(weight) };
};
/** Patches with edges between them, and a little noise: detail above and below the threshold. */
const picture = ([h, w, c], seed, batch = 1) => tf.tidy(() => {
    const noise = tf.randomUniform([batch, h, w, c], -0.03, 0.03, 'float32', seed);
    const patches = tf.randomUniform([batch, Math.ceil(h / 5), Math.ceil(w / 5), c], 0.04, 0.96, 'float32', seed + 1);
    const rows = tf.gather(patches, Array.from({ length: h }, (_, i) => Math.floor(i / 5)), 1);
    const edges = tf.gather(rows, Array.from({ length: w }, (_, i) => Math.floor(i / 5)), 2);
    return tf.add(edges, noise);
});
/** Sides that a radius needs at least, and some more. */
const cases = fc.integer({ min: 3, max: 14 }).chain((radius) => {
    const side = fc.integer({ min: (radius >> 1) + 1, max: 24 });
    return fc.record({
        radius: fc.constant(radius),
        size: fc.tuple(side, side, fc.integer({ min: 1, max: 4 })),
        weight: fc.constantFrom(0, 0.5, 1.7, -0.4),
        threshold: fc.constantFrom(0, 3.3, 10, 60),
        seed: fc.nat(1e6),
    });
});
describe.each(['cpu', 'wasm', 'srkit-wasm'])('usmSharp on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    it('is the definition for any options, without leaks', () => {
        fc.assert(fc.property(cases, ({ size, seed, ...options }) => {
            const before = tf.memory().numTensors;
            const x = picture(size, seed);
            const y = usmSharp(x, options);
            expect(y.shape).toEqual(x.shape);
            const { values, bound } = naive(x.dataSync(), size, options);
            expectWithin(y.dataSync(), values, bound);
            tf.dispose([x, y]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 40, seed: 31 });
    });
    it("is Real-ESRGAN's by default, down to the smallest picture", () => {
        for (const size of [
            [26, 26, 3],
            [31, 40, 3],
        ]) {
            const x = picture(size, size[1]);
            const y = usmSharp(x);
            const { values, bound } = naive(x.dataSync(), size);
            expectWithin(y.dataSync(), values, bound);
            // It does something.
            expect(tf.tidy(() => tf.max(tf.abs(tf.sub(x, y))).dataSync()[0])).toBeGreaterThan(0.05);
            tf.dispose([x, y]);
        }
    });
    it('computes the same in stock operations, also in several pieces', () => {
        const attrs = { weight: 0.7, threshold: 12, gaussian: Array.from(gaussianWeights(9, 1.7)) };
        const x = picture([90, 101, 3], 8, 2);
        const own = usmSharp(x, { weight: 0.7, radius: 8, threshold: 12 });
        const stock = tf.tidy(() => referenceUsmSharp(x, attrs));
        // Both blur with the same kernel: the two masks are the same, too.
        expectWithin(own.dataSync(), stock.dataSync(), 5e-6);
        tf.dispose([x, own, stock]);
    });
    it('makes each picture of a batch what it is alone', () => {
        tf.tidy(() => {
            const x = picture([14, 17, 3], 2, 3);
            const parts = tf.split(x, 3).map((part) => usmSharp(part, { radius: 7 }));
            expect(usmSharp(x, { radius: 7 }).dataSync()).toEqual(tf.concat(parts).dataSync());
        });
    });
    it('leaves a picture alone that is flat, or whose detail is below the threshold', () => {
        tf.tidy(() => {
            const flat = tf.fill([1, 30, 30, 3], 0.37);
            expectWithin(usmSharp(flat).dataSync(), flat.dataSync(), 1e-7);
            const x = picture([30, 30, 3], 5);
            expectWithin(usmSharp(x, { threshold: 256 }).dataSync(), x.dataSync(), 1e-7);
            expectWithin(usmSharp(x, { weight: 0 }).dataSync(), x.dataSync(), 2e-7);
        });
    });
    it('has the gradient of the definition with the mask held, by finite differences in doubles', () => {
        fc.assert(fc.property(cases, ({ size, seed, ...options }) => {
            const before = tf.memory().numTensors;
            tf.tidy(() => {
                const x = picture(size, seed);
                const weights = tf.randomUniform(x.shape, -1, 1, 'float32', seed + 2);
                const gradient = tf
                    .grad((t) => tf.sum(tf.mul(usmSharp(t, options), weights)))(x)
                    .dataSync();
                const [point, wanted] = [Float64Array.from(x.dataSync()), weights.dataSync()];
                // Too close to call in float32: another mask, another gradient.
                if (naive(point, size, options).bound > 1e-3)
                    return;
                const along = tf.randomUniform(x.shape, -1, 1, 'float32', seed + 3).dataSync();
                for (const direction of [gradient, along]) {
                    const length = Math.hypot(...direction);
                    const loss = (step) => naive(point.map((value, i) => value + (step * direction[i]) / length), size, options).values.reduce((sum, value, i) => sum + value * wanted[i], 0);
                    const slope = (loss(1e-7) - loss(-1e-7)) / 2e-7;
                    const analytic = Float32Array.from(direction).reduce((sum, value, i) => sum + (value * gradient[i]) / length, 0);
                    expect(Math.abs(analytic - slope)).toBeLessThan(1e-4 * Math.hypot(...gradient) + 1e-5);
                }
            });
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 25, seed: 32 });
    });
    it('names what does not fit, and leaks nothing when it throws', () => {
        const x = tf.zeros([1, 25, 40, 3]);
        const before = tf.memory().numTensors;
        expect(() => usmSharp(x)).toThrow(ShapeError);
        expect(() => usmSharp(x)).toThrow(/\[1,25,40,3\].*radius 50.*at least 26/);
        expect(() => usmSharp(x, { radius: 81 })).toThrow(/at least 41/);
        for (const radius of [0, 2, 7.5, 1001, Number.NaN]) {
            expect(() => usmSharp(x, { radius })).toThrow(ConfigError);
            expect(() => usmSharp(x, { radius })).toThrow(`radius is ${radius}, expected an integer in 3..1000`);
        }
        expect(() => usmSharp(x, { radius: 9, weight: Number.NaN })).toThrow(/weight is NaN, expected a finite/);
        expect(() => usmSharp(x, { radius: 9, threshold: Number.POSITIVE_INFINITY })).toThrow(/threshold is Infinity/);
        expect(tf.memory().numTensors).toBe(before);
        x.dispose();
    });
});
