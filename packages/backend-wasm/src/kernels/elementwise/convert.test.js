import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { compareWithCpu } from '../../testing/compare-with-cpu';
import { noise, shapes } from '../../testing/operands';
import { withSpecials } from '../../testing/special-numbers';
import { registerTestBackends } from '../../testing/test-backends';
beforeAll(registerTestBackends);
const ints = (shape, seed) => ({
    shape,
    dtype: 'int32',
    values: Int32Array.from(noise(shape, seed).values, (value) => Math.trunc(value * 4)),
});
const bools = (shape, seed) => ({
    shape,
    dtype: 'bool',
    values: Array.from(noise(shape, seed).values, (value) => (value > 0 ? 1 : 0)),
});
const check = (compute) => fc.assert(fc.asyncProperty(shapes({ min: 0, max: 6 }), fc.nat(1e6), compute), {
    numRuns: 25,
    seed: 3,
    // Large enough for threads.
    examples: [[[2, 34_001], 1]],
});
describe('types', () => {
    it('converts between all three', () => check(async (shape, seed) => {
        for (const operand of [withSpecials(shape, seed), ints(shape, seed), bools(shape, seed)]) {
            await compareWithCpu([operand], (x) => [
                tf.cast(x, 'float32'),
                tf.cast(x, 'int32'),
                tf.cast(x, 'bool'),
                // The kernels that read the result see float32.
                tf.add(tf.cast(x, 'float32'), 1),
            ]);
        }
    }));
    it('converts to complex numbers', () => compareWithCpu([ints([2, 3], 1)], (x) => {
        const z = tf.cast(x, 'complex64');
        return [tf.real(z), tf.imag(z), tf.add(tf.real(z), 1)];
    }));
});
describe('truth values', () => {
    it('and, or, not, xor', () => check((shape, seed) => compareWithCpu([bools(shape, seed), bools(shape, seed + 1)], (a, b) => [
        tf.logicalAnd(a, b),
        tf.logicalOr(a, b),
        tf.logicalNot(a),
        tf.logicalXor(a, b),
    ])));
    it('select', () => check((shape, seed) => compareWithCpu([bools(shape, seed), withSpecials(shape, seed + 1), withSpecials(shape, seed + 2)], (condition, t, e) => [
        tf.where(condition, t, e),
        tf.where(condition, tf.cast(t, 'int32'), tf.cast(e, 'int32')),
        tf.where(condition, t, 0),
    ])));
    it('broadcast', () => compareWithCpu([bools([4, 1], 1), bools([3], 2), noise([4, 3])], (a, b, x) => [
        tf.logicalAnd(a, b),
        tf.where(b, x, 1),
    ]));
});
describe('tensors of one number', () => {
    it('fills', () => check((shape, seed) => compareWithCpu([withSpecials(shape, seed), ints(shape, seed), bools(shape, seed)], (x, n, flag) => [
        tf.zerosLike(x),
        tf.onesLike(x),
        tf.onesLike(n),
        tf.zerosLike(flag),
        tf.onesLike(flag),
        tf.fill(shape, -0.1),
        tf.fill(shape, Number.NaN),
        tf.fill(shape, 2.7, 'int32'),
    ])));
});
describe('addN', () => {
    it('adds in order', () => check((shape, seed) => compareWithCpu([0, 1, 2, 3, 4].map((i) => noise(shape, seed + i)), (...terms) => [tf.addN(terms), tf.addN(terms.slice(0, 1))])));
});
