import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import { denseTable, identityTable, isIdentity, resampleTable, transposeTable, } from '@srkit/core/contracts';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { referenceResample, resample } from './resample';
/** Numbers in [-1, 1) that follow from a seed. */
const noise = (length, seed) => Float32Array.from({ length }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return (x - Math.floor(x)) * 2 - 1;
});
/** A table whose windows move on with the output, may overlap, leave gaps or be empty. */
const table = (inSize, outSize, seed) => {
    const weights = noise(outSize * 6, seed);
    return resampleTable(inSize, outSize, (d, add) => {
        const start = Math.floor((d * inSize) / outSize);
        const count = (d * 7 + seed) % 6;
        for (let k = 0; k < count; k++)
            add(Math.min(start + k, inSize - 1), weights[d * 6 + k]);
    });
};
const multiply = (a, b, n, k, m) => Array.from({ length: n * m }, (_, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    let sum = 0;
    for (let l = 0; l < k; l++)
        sum += a[i * k + l] * b[l * m + j];
    return sum;
});
const expectClose = (actual, expected, bound = 2e-6) => {
    expect(actual.length).toBe(expected.length);
    for (let i = 0; i < expected.length; i++) {
        expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(bound);
    }
};
const side = fc.integer({ min: 1, max: 12 });
const seed = fc.integer({ min: 0, max: 1000 });
describe('resample tables', () => {
    it('add up taps on the same sample and drop zeros', () => {
        const made = resampleTable(5, 2, (d, add) => {
            if (d === 0)
                return;
            for (const [index, weight] of [
                [3, 0.25],
                [1, 0.5],
                [3, 0.5],
                [4, 0],
            ])
                add(index, weight);
        });
        expect([...made.first]).toEqual([0, 1]);
        expect([...made.offset]).toEqual([0, 0, 3]);
        expect([...made.weights]).toEqual([0.5, 0, 0.75]);
        expect([...denseTable(made)]).toEqual([0, 0, 0, 0, 0, 0, 0.5, 0, 0.75, 0]);
    });
    it('are transposed as matrices', () => {
        fc.assert(fc.property(side, side, seed, (inSize, outSize, s) => {
            const made = table(inSize, outSize, s);
            const dense = denseTable(made);
            const transposed = denseTable(transposeTable(made));
            for (let d = 0; d < outSize; d++)
                for (let i = 0; i < inSize; i++)
                    expect(transposed[i * outSize + d]).toBe(dense[d * inSize + i]);
        }), { numRuns: 100, seed: 1 });
    });
    it('know the identity', () => {
        expect(isIdentity(identityTable(4))).toBe(true);
        expect(isIdentity(resampleTable(3, 3, (d, add) => add(2 - d, 1)))).toBe(false);
        expect(isIdentity(resampleTable(2, 2, (d, add) => add(d, 0.5)))).toBe(false);
    });
});
describe.each(['cpu', 'wasm', 'srkit-wasm'])('resample on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
        await tf.ready();
    });
    it('is a product with one matrix from the left and one from the right, per sample and channel', () => {
        const shapes = fc.tuple(fc.integer({ min: 1, max: 3 }), side, side, fc.constantFrom(1, 2, 3, 9), side, side);
        fc.assert(fc.property(shapes, seed, ([n, h, w, c, outH, outW], s) => {
            const before = tf.memory().numTensors;
            const rows = s % 5 === 0 ? identityTable(h) : table(h, outH, s);
            const columns = s % 7 === 0 ? identityTable(w) : table(w, outW, s + 1);
            const values = noise(n * h * w * c, s);
            const x = tf.tensor4d(values, [n, h, w, c]);
            const y = resample(x, rows, columns);
            expect(y.shape).toEqual([n, rows.outSize, columns.outSize, c]);
            const lines = multiply(denseTable(rows), values.subarray(0, h * w * c), rows.outSize, h, w * c);
            const one = Array.from({ length: rows.outSize }, (_, r) => multiply(denseTable(columns), lines.slice(r * w * c, (r + 1) * w * c), columns.outSize, w, c)).flat();
            const out = y.dataSync();
            expectClose(out.subarray(0, one.length), one);
            // The other samples as if they had come alone.
            const step = h * w * c;
            for (let i = 0; i < n; i++) {
                const sample = values.slice(i * step, (i + 1) * step);
                const alone = tf.tidy(() => resample(tf.tensor4d(sample, [1, h, w, c]), rows, columns).dataSync());
                expect(out.slice(i * one.length, (i + 1) * one.length)).toEqual(alone);
            }
            const stock = tf.tidy(() => referenceResample(x, { rows, columns }));
            expectClose(stock.dataSync(), out);
            tf.dispose([x, y, stock]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 60, seed: 2 });
    });
    it('has the transposed map as its gradient, to second order', () => {
        fc.assert(fc.property(side, side, side, side, seed, (h, w, outH, outW, s) => {
            const before = tf.memory().numTensors;
            const [rows, columns] = [table(h, outH, s), table(w, outW, s + 1)];
            const x = tf.tensor4d(noise(h * w * 3, s), [1, h, w, 3]);
            const dy = tf.tensor4d(noise(outH * outW * 3, s + 2), [1, outH, outW, 3]);
            const f = (t) => resample(t, rows, columns);
            const gradient = tf.grad(f)(x, dy);
            // <A x, dy> = <x, A^T dy>
            const left = tf.tidy(() => tf.sum(tf.mul(f(x), dy)).dataSync()[0]);
            const right = tf.tidy(() => tf.sum(tf.mul(x, gradient)).dataSync()[0]);
            expect(Math.abs(left - right)).toBeLessThan(1e-4);
            // The gradient of sum(f^2) / 2 is A^T A x; that of its product with a vector v is A^T A v.
            const v = tf.tensor4d(noise(h * w * 3, s + 3), [1, h, w, 3]);
            const inner = (t) => tf.grad((u) => tf.mul(tf.sum(tf.square(f(u))), 0.5))(t);
            const second = tf.grad((t) => tf.sum(tf.mul(inner(t), v)))(x);
            const expected = tf.tidy(() => tf.grad(f)(x, f(v)));
            expectClose(second.dataSync(), expected.dataSync(), 1e-4);
            tf.dispose([x, dy, v, gradient, second, expected]);
            expect(tf.memory().numTensors).toBe(before);
        }), { numRuns: 30, seed: 3 });
    });
    it('refuses tables for another size', () => {
        const x = tf.zeros([1, 2, 3, 1]);
        expect(() => resample(x, identityTable(3), identityTable(3))).toThrow(/tables for 3x3 .* make them for 2x3/);
        x.dispose();
    });
});
