import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { compareWithCpu } from '../../testing/compare-with-cpu';
import { noise, shapes } from '../../testing/operands';
import { withSpecials } from '../../testing/special-numbers';
import { registerTestBackends } from '../../testing/test-backends';
beforeAll(registerTestBackends);
/** What one float32 operation gives. */
const EXACT = [
    tf.relu,
    tf.relu6,
    (x) => tf.leakyRelu(x, 0.25),
    (x) => tf.clipByValue(x, -0.5, 1),
    (x) => tf.step(x, 0.25),
    tf.sqrt,
    tf.neg,
    tf.abs,
    tf.sign,
    tf.reciprocal,
    tf.floor,
    tf.ceil,
    tf.round,
    tf.isNaN,
];
const ROUNDED = [
    tf.square,
    tf.rsqrt,
    tf.elu,
    tf.sigmoid,
    tf.tanh,
    tf.exp,
    tf.expm1,
    tf.log,
    tf.log1p,
    tf.softplus,
];
/** Numbers in [3, 5]: where every function is defined and none overflows. */
const positive = (shape, seed) => ({
    shape,
    values: Float32Array.from(noise(shape, seed).values, (value) => 4 + value),
});
describe('of one tensor', () => {
    it('takes any shape and any number', () => fc.assert(fc.asyncProperty(shapes({ min: 0, max: 6 }), fc.nat(1e6), async (shape, seed) => {
        await compareWithCpu([withSpecials(shape, seed)], (x) => EXACT.map((operation) => operation(x)));
        await compareWithCpu([positive(shape, seed)], (x) => [...ROUNDED, ...EXACT].map((operation) => operation(x)), 1e-6);
    }), { numRuns: 40, seed: 3 }));
    it('uses threads', async () => {
        await compareWithCpu([withSpecials([70_001])], (x) => [tf.relu(x), tf.round(x), tf.isNaN(x)]);
        await compareWithCpu([positive([20_001], 5)], (x) => [tf.tanh(x), tf.log(x)], 1e-6);
    });
    it('keeps what is not a number', () => {
        const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 200, -200];
        // Every element alone, so that a large one does not widen the tolerance of the others.
        return fc.assert(fc.asyncProperty(fc.constantFrom(...values), (value) => compareWithCpu([{ shape: [1], values: [value] }], (x) => [...EXACT, ...ROUNDED].map((operation) => operation(x)), 1e-6)), { numRuns: 30, seed: 7 });
    });
    it('has gradients', () => fc.assert(fc.asyncProperty(shapes({ min: 0, max: 4 }), fc.nat(1e6), async (shape, seed) => {
        await compareWithCpu([positive(shape, seed)], (x) => [...EXACT.slice(0, -1), ...ROUNDED].map((operation) => tf.grad(operation)(x)), 1e-5);
        // Below 0 as well, where that is allowed.
        await compareWithCpu([noise(shape, seed)], (x) => [tf.relu, tf.elu, tf.sigmoid, tf.tanh, tf.softplus, tf.abs, EXACT[2]].map((operation) => tf.grad(operation)(x)), 1e-5);
    }), { numRuns: 10, seed: 9 }));
    it('leaves other types to the cpu kernels', () => compareWithCpu([{ shape: [4], dtype: 'int32', values: [3, -4, 0, 7] }], (x) => [
        tf.abs(x),
        tf.neg(x),
        tf.square(x),
        tf.relu(x),
        tf.sign(x),
    ]));
});
