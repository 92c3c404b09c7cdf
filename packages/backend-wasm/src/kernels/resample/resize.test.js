import { RESAMPLE, resampleTable } from '@srkit/core/contracts';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareWithCpu } from '../../testing/compare-with-cpu';
import { noise, ramp } from '../../testing/operands';
import { registerTestBackends, TEST_BACKENDS } from '../../testing/test-backends';
beforeAll(registerTestBackends);
const side = fc.integer({ min: 1, max: 9 });
const samplings = fc.constantFrom([false, false], [true, false], [false, true]);
const OPERATIONS = [
    ['resizeNearestNeighbor', tf.image.resizeNearestNeighbor],
    ['resizeBilinear', tf.image.resizeBilinear],
];
const property = async (arbitrary, test) => fc.assert(fc.asyncProperty(arbitrary, test), { numRuns: 60, seed: 5 });
describe.each(OPERATIONS)('%s', (_name, resize) => {
    it('is that of the cpu backend', () => property(fc.tuple(fc.integer({ min: 0, max: 3 }), side, side, fc.integer({ min: 1, max: 9 }), side, side, samplings), ([n, h, w, c, outHeight, outWidth, [align, half]]) => compareWithCpu([noise([n, h, w, c])], (x) => resize(x, [outHeight, outWidth], align, half), 2e-6)));
    it.each([
        [
            [1, 90, 100, 3],
            [180, 200],
        ],
        [
            [1, 40, 50, 64],
            [80, 100],
        ],
        [
            [2, 130, 140, 1],
            [61, 40],
        ],
        [
            [1, 200, 210, 5],
            [100, 105],
        ],
    ])('of %j to %j', (shape, size) => compareWithCpu([noise(shape)], (x) => resize(x, [...size], false, true), 2e-6));
    it('has the gradient of the cpu backend where that is right: square, one sample, no half pixels', () => property(fc.tuple(side, fc.integer({ min: 1, max: 6 }), side, fc.boolean()), ([from, c, to, align]) => compareWithCpu([noise([1, from, from, c]), noise([1, to, to, c], 2)], (x, dy) => tf.grad((t) => resize(t, [to, to], align, false))(x, dy), 5e-6)));
    it('has a gradient that is its transposed map', () => property(fc.tuple(fc.constantFrom(...TEST_BACKENDS), side, side, side, side, samplings), async (given) => {
        const [backend, h, w, outHeight, outWidth, [align, half]] = given;
        await tf.setBackend(backend);
        tf.tidy(() => {
            const make = (shape, seed) => tf.tensor4d(noise(shape, seed).values, [...shape]);
            const x = make([2, h, w, 3], 1);
            const dy = make([2, outHeight, outWidth, 3], 2);
            const run = (t) => resize(t, [outHeight, outWidth], align, half);
            const product = (a, b) => tf.sum(tf.mul(a, b)).dataSync()[0];
            const dx = tf.grad(run)(x, dy);
            expect(dx.shape).toEqual(x.shape);
            const size = 2 * 3 * Math.max(h * w, outHeight * outWidth);
            expect(Math.abs(product(run(x), dy) - product(x, dx))).toBeLessThan(1e-6 * size);
        });
    }));
});
describe('resizes', () => {
    it('move integers exactly', () => compareWithCpu([ramp([1, 5, 6, 2], 'int32')], (x) => tf.image.resizeNearestNeighbor(x, [7, 4])));
    const tables = fc.integer({ min: 1, max: 30 }).chain((inSize) => fc
        .array(fc.integer({ min: 0, max: inSize - 1 }).chain((first) => fc.record({
        first: fc.constant(first),
        weights: fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: Math.min(6, inSize - first) }),
    })), { minLength: 1, maxLength: 40 })
        .map((outputs) => resampleTable(inSize, outputs.length, (d, add) => {
        const { first, weights } = outputs[d];
        for (const [k, weight] of weights.entries())
            add(first + k, weight);
    })));
    const dense = ({ inSize, outSize, first, offset, weights }) => {
        const matrix = new Float32Array(outSize * inSize);
        for (let d = 0; d < outSize; d++) {
            for (let k = offset[d]; k < offset[d + 1]; k++)
                matrix[d * inSize + first[d] + k - offset[d]] = weights[k];
        }
        return tf.tensor2d(matrix, [outSize, inSize]);
    };
    it('by any tables, as by their matrices', () => property(fc.tuple(tables, tables, fc.integer({ min: 1, max: 3 }), fc.constantFrom(1, 2, 3, 4, 5, 17)), ([rows, columns, n, c]) => compareWithCpu([noise([n, rows.inSize, columns.inSize, c])], (x) => {
        if (tf.getBackend() !== 'cpu') {
            const attrs = { rows, columns };
            return tf.engine().runKernel(RESAMPLE.kernelName, { x: x }, attrs);
        }
        const across = tf.einsum('oj,nijc->nioc', dense(columns), x);
        return tf.einsum('oi,nijc->nojc', dense(rows), across);
    }, 1e-5)));
});
