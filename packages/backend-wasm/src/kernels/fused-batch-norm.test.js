import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { compareWithCpu } from '../testing/compare-with-cpu';
import { noise } from '../testing/operands';
import { registerTestBackends } from '../testing/test-backends';
beforeAll(registerTestBackends);
const EPSILON = 1e-3;
const normalise = ([x, mean, spread, offset, scale]) => tf.batchNorm(x, mean, tf.square(spread), offset, scale, EPSILON);
describe('batch norm is that of the cpu backend', () => {
    it('for any number of channels and pixels', () => fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 4 }), ([...pixels], channels, vectors) => compareWithCpu([noise([...pixels, channels]), ...Array.from({ length: vectors }, () => noise([channels]))], (...operands) => normalise(operands), 2e-6)), { numRuns: 60, seed: 5 }));
    it.each([[[2, 61, 67, 37]], [[4, 56, 56, 32]], [[3, 11, 700]], [[70_001, 1]]])('of %j, on all threads', (shape) => {
        const vector = noise([shape.at(-1)]);
        return compareWithCpu([noise(shape), vector, vector, vector, vector], (...all) => normalise(all), 2e-6);
    });
    it('where one statistic serves all channels', () => compareWithCpu([noise([2, 3, 4, 5]), noise([5]), noise([5])], (x, mean, spread) => {
        const one = tf.sum(tf.square(spread));
        return tf.batchNorm(x, mean, tf.reshape(one, [1]));
    }, 2e-6));
});
