import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareWithCpu } from '../../testing/compare-with-cpu';
import { noise, shapes } from '../../testing/operands';
import { withSpecials } from '../../testing/special-numbers';
import { registerTestBackends, TEST_BACKENDS } from '../../testing/test-backends';
beforeAll(registerTestBackends);
const ORDERED = [tf.max, tf.min];
const SUMS = [tf.sum, tf.mean, tf.prod];
const shapesAndAxes = shapes({ min: 0, max: 6 }).chain((shape) => fc.tuple(fc.constant(shape), fc.subarray([...shape.keys()]), fc.boolean()));
/** Near 1, so that products stay in range. */
const near1 = (shape, seed = 1) => ({
    shape,
    values: Float32Array.from(noise(shape, seed).values, (value) => 1 + 0.01 * value),
});
/** Each way a reduction is divided: leading axes, few channels, trailing ones, all, alternating; for threads. */
const LARGE = [
    [
        [4, 32, 33, 64],
        [0, 1, 2],
    ],
    [
        [5, 100, 101, 3],
        [0, 1, 2],
    ],
    [
        [5, 100, 101, 3],
        [1, 2],
    ],
    [
        [5, 100, 101, 3],
        [1, 2, 3],
    ],
    [[150_001], [0]],
    [
        [7, 150, 150],
        [0, 1, 2],
    ],
    [[3, 40_001], [1]],
    [[40_001, 3], [1]],
    [[3, 40_001], [0]],
    [[20, 5003], [0]],
    [[2000, 70], [1]],
    [
        [11, 12, 13, 14, 5],
        [0, 2, 4],
    ],
    [
        [11, 12, 13, 14, 5],
        [1, 3],
    ],
];
describe('reductions', () => {
    it('reduces any axes', () => fc.assert(fc.asyncProperty(shapesAndAxes, fc.nat(1e6), async ([shape, axes, keepDims], seed) => {
        await compareWithCpu([withSpecials(shape, seed)], (x) => ORDERED.map((reduce) => reduce(x, axes, keepDims)));
        await compareWithCpu([near1(shape, seed)], (x) => SUMS.map((reduce) => reduce(x, axes, keepDims)), 1e-6);
    }), { numRuns: 100, seed: 3 }));
    it.each(LARGE)('%j over %j', async (shape, axes) => {
        await compareWithCpu([noise(shape)], (x) => ORDERED.map((reduce) => reduce(x, axes, false)));
        await compareWithCpu([near1(shape)], (x) => [tf.sum(x, axes), tf.mean(x, axes)], 1e-6);
        const few = {
            shape,
            values: Float32Array.from(noise(shape).values, (value) => 1 + value * 1e-5),
        };
        await compareWithCpu([few], (x) => tf.prod(x, axes), 1e-6);
    });
    it.each(TEST_BACKENDS)('%s sums millions as float64 does', async (backend) => {
        await tf.setBackend(backend);
        const { values } = noise([3_000_001]);
        const exact = values.reduce((sum, value) => sum + value + 0.3, 0);
        const [sum] = tf.tidy(() => tf.sum(tf.tensor1d(values).add(0.3)).dataSync());
        expect(Math.abs(sum / exact - 1)).toBeLessThan(1e-6);
    });
    it('keeps what is not a number', () => compareWithCpu([withSpecials([40, 21])], (x) => [
        tf.sum(x, 0),
        tf.sum(x, 1),
        tf.mean(x, 0),
        tf.prod(x, 0),
    ]));
    it('has gradients', () => fc.assert(fc.asyncProperty(shapesAndAxes, fc.nat(1e6), ([shape, axes, keepDims], seed) => compareWithCpu([near1(shape, seed)], (x) => [tf.sum, tf.mean, tf.max].map((reduce) => tf.grad((t) => reduce(t, axes, keepDims))(x)), 1e-5)), { numRuns: 15, seed: 5 }));
    it('leaves other types to the cpu kernels', () => compareWithCpu([{ shape: [2, 3], dtype: 'int32', values: [1, -2, 3, 4, 5, 6] }], (x) => [
        tf.sum(x, 0),
        tf.max(x, 1),
        tf.mean(x),
        tf.sum(tf.cast(x, 'bool')),
    ]));
});
describe('softmax', () => {
    it('over the last axis', () => fc.assert(fc.asyncProperty(fc.tuple(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), fc.integer({ min: 1, max: 40 })), fc.nat(1e6), async ([outer, columns], seed) => {
        const x = noise([...outer, columns], seed);
        await compareWithCpu([x], (t) => [tf.softmax(t), tf.logSoftmax(t)], 1e-6);
        await compareWithCpu([x], (t) => tf.softmax(tf.mul(t, 300)), 1e-5);
        await compareWithCpu([x], (t) => tf.grad((p) => tf.square(tf.softmax(p)))(t), 1e-5);
    }), { numRuns: 30, seed: 3 }));
    it('uses threads', () => compareWithCpu([noise([300, 101])], (x) => tf.softmax(x), 1e-6));
    it('keeps what is not a number', () => compareWithCpu([withSpecials([60, 9])], (x) => tf.softmax(x), 1e-6));
});
