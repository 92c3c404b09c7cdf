import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import '../tfjs-4.22/kernels-and-devices';
import { expectWithin } from '../testing/expect-within';
import { deformConv2d } from './deform-conv2d';
const random = (shape, seed, least = -1, most = 1) => tf.randomUniform(shape, least, most, 'float32', seed);
const NAMES = ['x', 'offset', 'mask', 'weight', 'bias'];
/** The definition, value by value, in double precision. */
const naive = ({ x, offset, mask, weight, bias }, { stride = 1, padding = 1, dilation = 1, deformGroups = 1 }) => {
    const [, height, width, channels] = x.shape;
    const [kh, kw, , outChannels] = weight.shape;
    const [n, h, w] = offset.shape;
    const [xs, offsets, weights] = [x, offset, weight].map((t) => t.arraySync());
    const masks = mask?.dataSync();
    const biases = bias?.arraySync();
    const pixel = (s, y, c, column) => y < 0 || y >= height || column < 0 || column >= width ? 0 : xs[s][y][column][c];
    const sample = (s, y, column, c) => {
        if (!(y > -1 && y < height && column > -1 && column < width))
            return 0;
        const [y0, x0] = [Math.floor(y), Math.floor(column)];
        const [fy, fx] = [y - y0, column - x0];
        const top = (1 - fx) * pixel(s, y0, c, x0) + fx * pixel(s, y0, c, x0 + 1);
        const bottom = (1 - fx) * pixel(s, y0 + 1, c, x0) + fx * pixel(s, y0 + 1, c, x0 + 1);
        return (1 - fy) * top + fy * bottom;
    };
    const out = [];
    for (let s = 0; s < n; s++)
        for (let oy = 0; oy < h; oy++)
            for (let ox = 0; ox < w; ox++) {
                const sums = Array.from({ length: outChannels }, (_, o) => biases?.[o] ?? 0);
                for (let c = 0; c < channels; c++)
                    for (let i = 0; i < kh; i++)
                        for (let j = 0; j < kw; j++) {
                            const at = Math.floor(c / (channels / deformGroups)) * kh * kw + i * kw + j;
                            const y = Math.fround(oy * stride - padding + i * dilation + offsets[s][oy][ox][2 * at]);
                            const column = Math.fround(ox * stride - padding + j * dilation + offsets[s][oy][ox][2 * at + 1]);
                            const place = ((s * h + oy) * w + ox) * kh * kw * deformGroups + at;
                            const value = sample(s, y, column, c) * (masks?.[place] ?? 1);
                            for (let o = 0; o < outChannels; o++)
                                sums[o] += value * weights[i][j][c][o];
                        }
                out.push(...sums);
            }
    return out;
};
/** Settings and sizes of a random convolution whose offsets fit a picture of its size or of any other. */
const problem = fc
    .record({
    kh: fc.integer({ min: 1, max: 3 }),
    kw: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 2 }),
    padding: fc.integer({ min: 0, max: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    deformGroups: fc.integer({ min: 1, max: 3 }),
    perGroup: fc.integer({ min: 1, max: 9 }),
    outChannels: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 5, max: 9 }),
    width: fc.integer({ min: 5, max: 9 }),
    otherGrid: fc.option(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))),
    seed: fc.nat(1e6),
})
    .map(({ kh, kw, perGroup, outChannels, height, width, otherGrid, seed, ...settings }) => {
    const { stride, padding, dilation, deformGroups } = settings;
    const outSide = (side, k) => Math.floor((side + 2 * padding - dilation * (k - 1) - 1) / stride) + 1;
    const grid = otherGrid ?? [outSide(height, kh), outSide(width, kw)];
    return {
        xShape: [2, height, width, perGroup * deformGroups],
        weightShape: [kh, kw, perGroup * deformGroups, outChannels],
        grid,
        seed,
        taps: kh * kw,
        options: { ...settings, allowOtherSize: otherGrid !== null },
    };
});
/** Whole pixels from `-reach` to `reach` plus a quarter to three quarters: no sample on a pixel or near it. */
const awayFromPixels = (shape, seed, reach) => tf.tidy(() => tf.add(tf.floor(random(shape, seed, -reach, reach + 1)), random(shape, seed + 1, 0.25, 0.75)));
const tensorsOf = ({ xShape, weightShape, grid, taps, seed, options }) => {
    const places = [xShape[0], ...grid];
    return {
        x: random(xShape, seed),
        offset: awayFromPixels([...places, 2 * taps * options.deformGroups], seed + 1, 4),
        mask: random([...places, taps * options.deformGroups], seed + 3),
        weight: random(weightShape, seed + 4),
        bias: random([weightShape[3]], seed + 5),
    };
};
describe.each(['cpu', 'wasm', 'srkit-wasm'])('deformConv2d on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    it('is what the definition says, with and without mask and bias, without leaks', () => {
        fc.assert(fc.property(problem, fc.boolean(), fc.boolean(), (p, masked, biased) => {
            const before = tf.memory().numTensors;
            const tensors = tensorsOf(p);
            const { x, offset, mask, weight, bias } = tensors;
            const y = deformConv2d(x, offset, masked ? mask : null, weight, biased ? bias : null, p.options);
            const { mask: _mask, bias: _bias, ...always } = tensors;
            const given = { ...always, ...(masked ? { mask } : {}), ...(biased ? { bias } : {}) };
            expect(y.shape).toEqual([p.xShape[0], ...p.grid, p.weightShape[3]]);
            expectWithin(y.dataSync(), naive(given, p.options), 3e-5);
            tf.dispose([...Object.values(tensors), y]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 60, seed: 5 });
    });
    it('has gradients for all five tensors that agree with finite differences', () => {
        fc.assert(fc.property(problem, (p) => {
            const before = tf.memory().numTensors;
            tf.tidy(() => {
                const tensors = tensorsOf(p);
                const weights = random([p.xShape[0], ...p.grid, p.weightShape[3]], p.seed + 9);
                const lossOf = ({ x, offset, mask, weight, bias }) => tf.sum(tf.mul(deformConv2d(x, offset, mask, weight, bias, p.options), weights));
                const gradients = tf.grads((...given) => lossOf(Object.fromEntries(NAMES.map((name, i) => [name, given[i]]))))(NAMES.map((name) => tensors[name]));
                // In double precision, because the losses differ by little. Between pixels the loss is a polynomial of degree
                // two in the offsets, and of degree one in the rest: central differences have no error of their own.
                const value = (changed) => {
                    const y = naive({ ...tensors, ...changed }, p.options);
                    const w = weights.dataSync();
                    return y.reduce((total, v, i) => total + v * w[i], 0);
                };
                NAMES.forEach((name, i) => {
                    const step = random(tensors[name].shape, p.seed + 10 + i, -0.125, 0.125);
                    const forward = value({ [name]: tf.add(tensors[name], step) });
                    const backward = value({ [name]: tf.sub(tensors[name], step) });
                    const products = tf.mul(gradients[i], step).dataSync();
                    const along = products.reduce((total, v) => total + v, 0);
                    expect(Math.abs(along - (forward - backward) / 2)).toBeLessThan(2e-4);
                });
            });
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 30, seed: 8 });
    });
    it('gives only the gradients that are asked for, each as when all are', () => {
        tf.tidy(() => {
            const p = fc.sample(problem, { numRuns: 1, seed: 2 })[0];
            const tensors = tensorsOf(p);
            const ordered = NAMES.map((name) => tensors[name]);
            const run = () => {
                const { x, offset, mask, weight, bias } = tensors;
                return tf.sum(deformConv2d(x, offset, mask, weight, bias, p.options));
            };
            const all = tf.engine().gradients(run, ordered).grads;
            ordered.forEach((tensor, i) => {
                const [alone] = tf.engine().gradients(run, [tensor]).grads;
                expectWithin(alone.dataSync(), all[i].dataSync(), 1e-12);
            });
        });
    });
    it('reads zeros outside the open interval, and nothing comes back from there', () => {
        tf.tidy(() => {
            const x = random([1, 4, 5, 4], 1);
            const weight = tf.ones([1, 1, 4, 1]);
            const bias = tf.tensor1d([0.5]);
            const mask = tf.ones([1, 4, 5, 1]);
            for (const outside of [-9, 1e9, -1e30, Number.POSITIVE_INFINITY, Number.NaN]) {
                const offset = tf.fill([1, 4, 5, 2], outside);
                const run = (...given) => deformConv2d(given[0], given[1], given[2], weight, bias, {
                    padding: 0,
                });
                expectWithin(run(x, offset, mask).dataSync(), new Float32Array(20).fill(0.5), 1e-12);
                for (const gradient of tf.grads(run)([x, offset, mask])) {
                    expectWithin(gradient.dataSync(), new Float32Array(gradient.size), 1e-12);
                }
            }
        });
    });
    it('differentiates at whole coordinates to the right, and not at all at -1', () => {
        tf.tidy(() => {
            const x = tf.tensor4d([1, 10, 100, 1000, 3, 30, 300, 3000], [1, 2, 4, 1]);
            const weight = tf.ones([1, 1, 1, 1]);
            const gradientAt = (y, column) => {
                const offset = tf.tensor4d([y, column], [1, 1, 1, 2]);
                const loss = (t) => deformConv2d(x, t, null, weight, null, { padding: 0, allowOtherSize: true });
                return [...tf.grad(loss)(offset).dataSync()];
            };
            expect(gradientAt(0, 1)).toEqual([20, 90]);
            expect(gradientAt(1, 2)).toEqual([-300, 2700]);
            expect(gradientAt(1, 3)).toEqual([-3000, -3000]);
            expect(gradientAt(-1, 1)).toEqual([0, 0]);
            expect(gradientAt(0, -1)).toEqual([0, 0]);
            expect(gradientAt(2, 1)).toEqual([0, 0]);
            expect(gradientAt(0, 4)).toEqual([0, 0]);
            // Just inside, the pixel at 0 is what the sample moves towards.
            expect(gradientAt(-0.5, 1)).toEqual([10, 45]);
        });
    });
});
// A stock backend in SIMD for the bands; in JavaScript the same operations take a minute.
it.each(['wasm', 'srkit-wasm'])('is a convolution when nothing is moved, also over several bands of rows, on %s', async (backend) => {
    await tf.setBackend(backend);
    tf.tidy(() => {
        // 9 * 16 floats of columns for each of 176 x 176 pixels: more than one band holds.
        const x = random([1, 176, 176, 16], 1);
        const weight = random([3, 3, 16, 1], 2);
        const weights = random([1, 176, 176, 1], 3);
        const offset = tf.zeros([1, 176, 176, 18]);
        const moved = (a, b) => tf.sum(tf.mul(deformConv2d(a, offset, null, b, null), weights));
        const fixed = (a, b) => tf.sum(tf.mul(tf.conv2d(a, b, 1, 'same'), weights));
        expectWithin(deformConv2d(x, offset, null, weight, null).dataSync(), tf.conv2d(x, weight, 1, 'same').dataSync(), 2e-5);
        const [dx, dWeight] = tf.grads(moved)([x, weight]);
        const [expectedDx, expectedDWeight] = tf.grads(fixed)([x, weight]);
        expectWithin(dx.dataSync(), expectedDx.dataSync(), 2e-5);
        expectWithin(dWeight.dataSync(), expectedDWeight.dataSync(), 2e-3);
    });
});
