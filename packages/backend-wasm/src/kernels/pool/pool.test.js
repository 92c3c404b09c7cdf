import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { compareWithCpu } from '../../testing/compare-with-cpu';
import { noise, ramp } from '../../testing/operands';
import { registerTestBackends } from '../../testing/test-backends';
beforeAll(registerTestBackends);
const OPERATIONS = [
    ['maxPool', (x, filter, strides, pad) => tf.maxPool(x, filter, strides, pad)],
    ['avgPool', (x, filter, strides, pad) => tf.avgPool(x, filter, strides, pad)],
];
const pair = (min, max) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
const cases = fc.tuple(fc.integer({ min: 1, max: 2 }), pair(4, 9), fc.integer({ min: 1, max: 10 }), pair(1, 4), pair(1, 4), fc.constantFrom('same', 'valid'));
const property = async (arbitrary, test) => fc.assert(fc.asyncProperty(arbitrary, test), { numRuns: 60, seed: 3 });
describe.each(OPERATIONS)('%s', (_name, pool) => {
    it('is that of the cpu backend', () => property(cases, ([n, [h, w], c, filter, strides, pad]) => compareWithCpu([noise([n, h, w, c])], (x) => pool(x, filter, strides, pad), 2e-6)));
    it('has the gradient of the cpu backend', () => property(cases, ([n, [h, w], c, filter, strides, pad]) => compareWithCpu([noise([n, h, w, c])], (x) => {
        const run = (t) => pool(t, filter, strides, pad);
        const { shape, size } = run(x);
        return tf.grad(run)(x, tf.reshape(tf.range(1, size + 1), shape));
    }, 2e-6)));
    it.each([
        [[1, 200, 100, 16], [2, 2], [2, 2], 'valid'],
        [[2, 101, 99, 6], [3, 3], [2, 2], 'same'],
        [[1, 128, 130, 3], [2, 2], [2, 2], 'same'],
    ])('of %j by %j, strides %j, %s, and its gradient', (shape, filter, strides, pad) => compareWithCpu([noise(shape)], (x) => {
        const run = (t) => pool(t, [...filter], [...strides], pad);
        return [run(x), tf.grad((t) => tf.square(run(t)))(x)];
    }, 2e-6));
    it('counts a border of numbers', () => compareWithCpu([noise([1, 6, 7, 5])], (x) => pool(x, [3, 3], [2, 1], 1), 2e-6));
});
describe('maxPool', () => {
    it('gives the gradient to the first of equal elements, and none to NaN', () => compareWithCpu([{ shape: [1, 2, 4, 2], values: [1, 1, 1, 2, NaN, 0, 3, 0, 1, 2, 0, 2, 3, NaN, NaN, NaN] }], (x) => [
        tf.maxPool(x, 2, 2, 'valid'),
        tf.grad((t) => tf.maxPool(t, 2, 2, 'valid'))(x),
        tf.grad((t) => tf.maxPool(t, 2, 1, 'same'))(x),
    ]));
    it('with positions falls to the cpu backend', () => compareWithCpu([ramp([1, 4, 4, 2])], (x) => {
        const { result, indexes } = tf.maxPoolWithArgmax(x, 2, 2, 'valid');
        return [result, indexes];
    }));
});
