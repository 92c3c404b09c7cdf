import { ConfigError, ShapeError } from '@srkit/core';
import { JPEG_CHROMA_STEPS, JPEG_LUMA_STEPS } from '@srkit/core/contracts';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { diffJpeg, diffJpegCoefficients } from './diff-jpeg';
import { referenceJpeg } from './reference-jpeg';
import { qualityFactor } from './tables';
/** What float32 leaves of a coefficient: those closer to a half than this may round either way. */
const COEFFICIENT_ERROR = 5e-4;
/** Difference of two float32 computations of a sample in 0..1. */
const SAMPLE_ERROR = 3e-6;
const cosine = (u, x) => 0.5 * (u === 0 ? Math.SQRT1_2 : 1) * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
/** Compresses the 8x8 block of `plane` at `at` in place; returns the steps of its doubtful coefficients, added up. */
const compressBlock = (plane, at, stride, table, factor, differentiable) => {
    let slack = 0;
    const kept = new Float64Array(64);
    for (let u = 0; u < 8; u++)
        for (let v = 0; v < 8; v++) {
            let sum = 0;
            for (let y = 0; y < 8; y++)
                for (let x = 0; x < 8; x++)
                    sum += plane[at + y * stride + x] * cosine(u, y) * cosine(v, x);
            const step = table[u * 8 + v] * factor;
            if (step === 0) {
                kept[u * 8 + v] = sum;
                continue;
            }
            const level = sum / step;
            const floor = Math.floor(level);
            const rest = level - floor;
            const whole = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
            kept[u * 8 + v] = (whole + (differentiable ? (level - whole) ** 3 : 0)) * step;
            if (Math.abs(rest - 0.5) * step < COEFFICIENT_ERROR)
                slack += step;
        }
    for (let y = 0; y < 8; y++)
        for (let x = 0; x < 8; x++) {
            let sum = 0;
            for (let u = 0; u < 8; u++)
                for (let v = 0; v < 8; v++)
                    sum += kept[u * 8 + v] * cosine(u, y) * cosine(v, x);
            plane[at + y * stride + x] = sum;
        }
    return slack;
};
/** The definition in doubles, block by block, of one sample `[height, width, 3]`. */
const naive = (x, height, width, quality, differentiable) => {
    const values = new Float64Array(height * width * 3);
    const slack = [];
    const factor = qualityFactor(quality);
    for (let top = 0; top < height; top += 16)
        for (let left = 0; left < width; left += 16) {
            const luma = new Float64Array(256);
            const chroma = [new Float64Array(64), new Float64Array(64)];
            for (let i = 0; i < 256; i++) {
                const [y, xx] = [top + (i >> 4), left + (i & 15)];
                const sample = (c) => (y < height && xx < width ? x[(y * width + xx) * 3 + c] * 255 : 0);
                const [r, g, b] = [sample(0), sample(1), sample(2)];
                const half = (i >> 5) * 8 + ((i & 15) >> 1);
                luma[i] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
                chroma[0][half] += (-0.168736 * r - 0.331264 * g + 0.5 * b) / 4;
                chroma[1][half] += (0.5 * r - 0.418688 * g - 0.081312 * b) / 4;
            }
            let doubt = 0;
            for (const corner of [0, 8, 128, 136])
                doubt += compressBlock(luma, corner, 16, JPEG_LUMA_STEPS, factor, differentiable);
            // Chroma counts up to 1.772 times in a colour.
            for (const plane of chroma)
                doubt += 1.772 * compressBlock(plane, 0, 8, JPEG_CHROMA_STEPS, factor, differentiable);
            // A coefficient that is off by one step changes no sample by more than a quarter of it.
            slack.push(doubt / 4 / 255);
            for (let i = 0; i < 256; i++) {
                const [y, xx] = [top + (i >> 4), left + (i & 15)];
                if (y >= height || xx >= width)
                    continue;
                const half = (i >> 5) * 8 + ((i & 15) >> 1);
                const [l, cb, cr] = [luma[i] + 128, chroma[0][half], chroma[1][half]];
                const rgb = [l + 1.402 * cr, l - 0.344136 * cb - 0.714136 * cr, l + 1.772 * cb];
                rgb.forEach((value, c) => {
                    values[(y * width + xx) * 3 + c] = Math.min(Math.max(value, 0), 255) / 255;
                });
            }
        }
    return { values, slack };
};
/** Expects `actual` to be the truth, but for coefficients that float32 cannot decide. */
const expectTruth = (actual, { values, slack }, width) => {
    expect(actual.length).toBe(values.length);
    const across = Math.ceil(width / 16);
    let worst = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < values.length; i++) {
        const pixel = Math.floor(i / 3);
        const block = Math.floor(pixel / width / 16) * across + Math.floor((pixel % width) / 16);
        const excess = Math.abs(actual[i] - values[i]) - slack[block] - SAMPLE_ERROR;
        worst = Number.isNaN(excess) ? Number.POSITIVE_INFINITY : Math.max(worst, excess);
    }
    expect(worst).toBeLessThan(0);
};
const picture = (kind, [n, h, w], seed) => tf.tidy(() => {
    const noise = tf.randomUniform([n, h, w, 3], 0, 1, 'float32', seed);
    switch (kind) {
        case 'noise':
            return noise;
        case 'bytes':
            return tf.div(tf.round(tf.mul(noise, 255)), 255);
        case 'smooth':
            return tf.add(tf.mul(tf.cos(tf.mul(tf.cumsum(noise, 2), 0.3)), 0.4), 0.5);
        case 'flat':
            return tf.add(tf.zerosLike(noise), tf.slice(noise, [0, 0, 0, 0], [n, 1, 1, 3]));
        case 'beyond':
            return tf.sub(tf.mul(noise, 2), 0.5);
    }
});
const QUALITIES = [1, 10, 49.5, 50, 95, 99.99, 100];
const kind = fc.constantFrom('noise', 'bytes', 'smooth', 'flat', 'beyond');
const quality = fc.constantFrom(...QUALITIES);
const height = fc.integer({ min: 1, max: 50 });
const width = fc.integer({ min: 1, max: 37 });
const seed = fc.nat(1e6);
describe('the tables', () => {
    it("are the standard's, luma's first index being the vertical frequency", () => {
        const sum = (table) => table.reduce((total, step) => total + step, 0);
        expect([sum(JPEG_LUMA_STEPS), sum(JPEG_CHROMA_STEPS)]).toEqual([3688, 5505]);
        expect([JPEG_LUMA_STEPS[0], JPEG_LUMA_STEPS[1], JPEG_LUMA_STEPS[8]]).toEqual([16, 12, 11]);
        expect([1, 25, 50, 75, 100].map(qualityFactor)).toEqual([50, 2, 1, 0.5, 0]);
    });
});
describe.each(['cpu', 'wasm', 'srkit-wasm'])('diffJpeg on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    const reference = (x, qualities, differentiable) => tf.tidy(() => referenceJpeg(x, qualities.map(qualityFactor), differentiable));
    it('is the definition, in SIMD and in stock operations, for any size, without leaks', () => {
        fc.assert(fc.property(kind, height, width, quality, fc.boolean(), seed, (k, h, w, q, differentiable, s) => {
            const before = tf.memory().numTensors;
            const x = picture(k, [1, h, w], s);
            const truth = naive(x.dataSync(), h, w, q, differentiable);
            const [host, stock] = [diffJpeg(x, q, { differentiable }), reference(x, [q], differentiable)];
            expect(host.shape).toEqual([1, h, w, 3]);
            expect(stock.shape).toEqual([1, h, w, 3]);
            expectTruth(host.dataSync(), truth, w);
            expectTruth(stock.dataSync(), truth, w);
            tf.dispose([x, host, stock]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 60, seed: 21 });
    });
    it('leaves little to doubt: the comparison above means something', () => {
        const x = picture('noise', [1, 160, 160], 5);
        for (const q of [1, 10, 49.5, 50]) {
            const { values, slack } = naive(x.dataSync(), 160, 160, q, false);
            expect(slack.filter((doubt) => doubt > 0).length).toBeLessThan(slack.length / 10);
            const y = diffJpeg(x, q, { differentiable: false });
            expectTruth(y.dataSync(), { values, slack }, 160);
            y.dispose();
        }
        x.dispose();
    });
    it('takes a quality for each picture, and makes each what it is alone', () => {
        for (const differentiable of [true, false]) {
            const x = picture('smooth', [QUALITIES.length, 21, 35], 9);
            const batch = diffJpeg(x, QUALITIES, { differentiable });
            QUALITIES.forEach((q, i) => {
                tf.tidy(() => {
                    const at = [i, 0, 0, 0];
                    const alone = diffJpeg(tf.slice(x, at, [1, 21, 35, 3]), q, { differentiable });
                    expect(tf.slice(batch, at, [1, 21, 35, 3]).dataSync()).toEqual(alone.dataSync());
                });
            });
            const stock = reference(x, QUALITIES, differentiable);
            QUALITIES.forEach((q, i) => {
                const part = (t) => t.dataSync().subarray(i * 21 * 35 * 3, (i + 1) * 21 * 35 * 3);
                expectTruth(part(stock), naive(part(x), 21, 35, q, differentiable), 35);
            });
            tf.dispose([x, batch, stock]);
        }
    });
    it('at quality 100 only halves the chroma: grey pictures stay, and others keep their 2x2 means', () => {
        for (const differentiable of [true, false]) {
            tf.tidy(() => {
                const gray = tf.tile(tf.randomUniform([1, 20, 18, 1], 0, 1, 'float32', 2), [1, 1, 1, 3]);
                expect(tf.max(tf.abs(tf.sub(diffJpeg(gray, 100, { differentiable }), gray))).dataSync()[0]).toBeLessThan(2e-6);
                // Far enough from 0 and 1 for nothing to be clamped.
                const x = tf.add(tf.mul(picture('noise', [2, 20, 18], 3), 0.2), 0.4);
                const y = diffJpeg(x, 100, { differentiable });
                const means = tf.sub(tf.avgPool(x, 2, 2, 'valid'), tf.avgPool(y, 2, 2, 'valid'));
                // The constants of the colour conversion are rounded: there and back is off by 1e-6.
                expect(tf.max(tf.abs(means)).dataSync()[0]).toBeLessThan(4e-6);
                const stock = reference(x, [100, 100], differentiable);
                expect(tf.max(tf.abs(tf.sub(y, stock))).dataSync()[0]).toBeLessThan(2e-6);
                expect(y.dataSync().every(Number.isFinite)).toBe(true);
            });
        }
    });
    it('has the gradient of the definition, by finite differences in doubles', () => {
        const anyKind = fc.constantFrom('noise', 'smooth', 'beyond');
        // At 99.99 the slope of the rounding would hang on digits of a coefficient that float32 does not have.
        const coarse = fc.constantFrom(...QUALITIES.filter((q) => q !== 99.99));
        fc.assert(fc.property(anyKind, height, width, coarse, seed, (k, h, w, q, s) => {
            const before = tf.memory().numTensors;
            tf.tidy(() => {
                const x = picture(k, [1, h, w], s);
                const weights = tf.randomUniform(x.shape, -1, 1, 'float32', s + 1);
                const gradient = tf
                    .grad((t) => tf.sum(tf.mul(diffJpeg(t, q), weights)))(x)
                    .dataSync();
                const [point, wanted] = [Float64Array.from(x.dataSync()), weights.dataSync()];
                // Along the gradient itself the slope is large, whatever else is wrong shows beside it.
                const along = tf.randomUniform(x.shape, -1, 1, 'float32', s + 2).dataSync();
                for (const direction of [gradient, along]) {
                    const length = Math.hypot(...direction) || 1;
                    const loss = (step) => naive(point.map((value, i) => value + (step * direction[i]) / length), h, w, q, true).values.reduce((sum, value, i) => sum + value * wanted[i], 0);
                    // Small beside the distance to the next half, at which the map jumps.
                    const step = 1e-8;
                    const slope = (loss(step) - loss(-step)) / (2 * step);
                    const analytic = Float32Array.from(direction).reduce((sum, value, i) => sum + (value * gradient[i]) / length, 0);
                    const size = Math.hypot(...gradient);
                    expect(Math.abs(analytic - slope)).toBeLessThan(1e-4 * size + 1e-5);
                }
            });
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 25, seed: 22 });
    });
    it('lets no gradient through plain rounding, except where nothing is rounded', () => {
        tf.tidy(() => {
            const x = tf.add(tf.mul(picture('noise', [2, 17, 20], 4), 0.2), 0.4);
            const gradientFor = (qualities) => tf.grad((t) => tf.sum(diffJpeg(t, qualities, { differentiable: false })))(x);
            expect(gradientFor([50, 99])
                .dataSync()
                .every((value) => value === 0)).toBe(true);
            const [first, second] = tf.split(gradientFor([50, 100]), 2);
            expect(first.dataSync().every((value) => value === 0)).toBe(true);
            // With nothing clamped, a sum over pixels and channels passes through a linear map: its gradient is not zero.
            expect(second.dataSync().every((value) => value > 0.1)).toBe(true);
        });
    });
    it('gives the coefficients that it quantises', () => {
        const before = tf.memory().numTensors;
        const x = picture('smooth', [2, 18, 33], 6);
        const { y, cb, cr } = diffJpegCoefficients(x, [30, 80], { differentiable: false });
        expect(y.shape).toEqual([2, 2 * 2 * 3 * 2, 8, 8]);
        expect(cb.shape).toEqual([2, 2 * 3, 8, 8]);
        expect(cr.shape).toEqual(cb.shape);
        for (const plane of [y, cb, cr])
            expect(plane.dataSync().every(Number.isInteger)).toBe(true);
        tf.dispose([x, y, cb, cr]);
        expect(tf.memory().numTensors).toBe(before);
    });
    it('names what does not fit, and leaks nothing when it throws', () => {
        const x = tf.zeros([2, 8, 8, 3]);
        const before = tf.memory().numTensors;
        for (const wrong of [0, 101, 0.5, Number.NaN, [50, 0]]) {
            expect(() => diffJpeg(x, wrong)).toThrow(ConfigError);
            expect(() => diffJpeg(x, wrong)).toThrow(/diffJpeg: quality is .*, expected a number in 1\.\.100/);
        }
        for (const wrong of [[], [50], [50, 60, 70]]) {
            expect(() => diffJpeg(x, wrong)).toThrow(ShapeError);
            expect(() => diffJpeg(x, wrong)).toThrow(`${wrong.length} qualities for 2 pictures`);
        }
        expect(() => diffJpegCoefficients(x, [50, 100])).toThrow(/quality is 100, where nothing is quantised/);
        expect(tf.memory().numTensors).toBe(before);
        x.dispose();
        for (const channels of [1, 4]) {
            const other = tf.zeros([1, 8, 8, channels]);
            expect(() => diffJpeg(other, 50)).toThrow(ShapeError);
            expect(() => diffJpeg(other, 50)).toThrow(/expected RGB pictures \[n, h, w, 3\]/);
            other.dispose();
        }
    });
});
