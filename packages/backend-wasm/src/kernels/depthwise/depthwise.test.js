import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { compareWithCpu } from '../../testing/compare-with-cpu';
import { noise } from '../../testing/operands';
import { registerTestBackends } from '../../testing/test-backends';
beforeAll(registerTestBackends);
/** Of the largest number of a result. */
const TOLERANCE = 5e-6;
const pair = (min, max) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
const property = async (arbitrary, test, numRuns = 60) => fc.assert(fc.asyncProperty(arbitrary, test), { numRuns, seed: 9 });
const pictures = fc.tuple(fc.integer({ min: 1, max: 2 }), pair(5, 20), fc.integer({ min: 1, max: 9 }));
const steps = fc.oneof(fc.record({ strides: pair(1, 3), dilations: fc.constant([1, 1]) }), fc.record({ strides: fc.constant([1, 1]), dilations: pair(1, 2) }));
const pads = fc.constantFrom('same', 'valid');
describe('depthwise convolution', () => {
    it('is that of the cpu backend', () => property(fc.tuple(pictures, pair(1, 3), fc.integer({ min: 1, max: 3 }), steps, pads), ([[n, [h, w], c], filter, multiplier, { strides, dilations }, pad]) => compareWithCpu([noise([n, h, w, c]), noise([...filter, c, multiplier], 2)], (x, f) => tf.depthwiseConv2d(x, f, strides, pad, 'NHWC', dilations), TOLERANCE)));
    it('has the gradients of the cpu backend', () => property(fc.tuple(pictures, pair(1, 5), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }), pads), ([[n, [h, w], c], filter, multiplier, stride, pad]) => compareWithCpu([noise([n, h, w, c]), noise([...filter, c, multiplier], 2)], (x, f) => {
        const run = (a, b) => tf.depthwiseConv2d(a, b, stride, pad);
        return tf.grads((a, b) => tf.square(run(a, b)))([x, f]);
    }, TOLERANCE)));
    it.each([
        [[1, 40, 41, 64], [3, 3], 1],
        [[2, 33, 30, 24], [3, 3], 2],
        [[1, 64, 60, 3], [21, 21], 1],
        [[1, 50, 60, 30], [5, 5], 1],
    ])('of %j with %j, stride %i, and its gradients', (shape, filter, stride) => compareWithCpu([noise(shape), noise([...filter, shape[3], 1], 2)], (x, f) => {
        const run = (a, b) => tf.depthwiseConv2d(a, b, stride, 'same');
        const y = run(x, f);
        const dy = tf.reshape(tf.sin(tf.range(0, y.size)), y.shape);
        return [y, ...tf.grads((a, b) => run(a, b))([x, f], dy)];
    }, TOLERANCE));
    it.each(['linear', 'relu', 'relu6', 'leakyrelu', 'prelu', 'elu', 'sigmoid'])('with bias and %s', (activation) => property(fc.tuple(pictures, pair(1, 3), fc.integer({ min: 1, max: 2 })), ([[n, [h, w], c], filter, stride]) => compareWithCpu([noise([n, h, w, c]), noise([...filter, c, 1], 2), noise([c], 3), noise([1, 1, c], 4)], (x, f, bias, slopes) => tf.fused.depthwiseConv2d({
        x: x,
        filter: f,
        strides: stride,
        pad: 'same',
        bias: bias,
        activation,
        leakyreluAlpha: 0.1,
        ...(activation === 'prelu' && { preluActivationWeights: slopes }),
    }), TOLERANCE), 10));
    it('reads a border of numbers', () => compareWithCpu([noise([1, 7, 8, 3]), noise([3, 3, 3, 1], 2)], (x, f) => {
        const run = (a, b, pad) => tf.depthwiseConv2d(a, b, 1, pad);
        return [1, 3].flatMap((pad) => [
            run(x, f, pad),
            ...tf.grads((a, b) => tf.square(run(a, b, pad)))([x, f]),
        ]);
    }, TOLERANCE));
});
