import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { broadcastPairs } from '../../testing/broadcast-pairs';
import { compareWithCpu } from '../../testing/compare-with-cpu';
import { noise } from '../../testing/operands';
import { withSpecials } from '../../testing/special-numbers';
import { registerTestBackends } from '../../testing/test-backends';
beforeAll(registerTestBackends);
/** One rounding in float32 is what the cpu backend's float64 gives. */
const EXACT = [
    ['add', tf.add],
    ['sub', tf.sub],
    ['mul', tf.mul],
    ['div', tf.div],
    ['maximum', tf.maximum],
    ['minimum', tf.minimum],
    ['prelu', tf.prelu],
    ['greater', tf.greater],
    ['greaterEqual', tf.greaterEqual],
    ['less', tf.less],
    ['lessEqual', tf.lessEqual],
    ['equal', tf.equal],
    ['notEqual', tf.notEqual],
];
const exactly = (a, b) => EXACT.map(([, operation]) => operation(a, b));
describe('of two tensors', () => {
    it('broadcasts any shapes', () => fc.assert(fc.asyncProperty(broadcastPairs, fc.nat(1e6), async ({ a, b }, seed) => {
        await compareWithCpu([withSpecials(a, seed), withSpecials(b, seed + 1)], (x, y) => exactly(x, y));
        await compareWithCpu([noise(a, seed), noise(b, seed + 1)], (x, y) => tf.squaredDifference(x, y), 1e-6);
    }), { numRuns: 60, seed: 3 }));
    /** Large enough for threads, with each fast path: same shape, one number, channels, few channels, pictures. */
    const LARGE = [
        [
            [90, 41, 19],
            [90, 41, 19],
        ],
        [[70_001], []],
        [[], [70_001]],
        [[50, 40, 37], [37]],
        [
            [150, 150, 3],
            [1, 1, 3],
        ],
        [[3], [150, 150, 3]],
        [
            [2, 1, 1, 48],
            [2, 30, 31, 48],
        ],
        [
            [2, 30, 31, 48],
            [2, 30, 31, 1],
        ],
        [
            [3, 1, 70, 1, 9],
            [1, 8, 70, 5, 1],
        ],
    ];
    it.each(LARGE)('%j and %j', (a, b) => compareWithCpu([withSpecials(a), withSpecials(b, 2)], (x, y) => [
        tf.sub(x, y),
        tf.prelu(x, y),
        tf.lessEqual(x, y),
    ]));
    it('leaves other types to the cpu kernels', async () => {
        const ints = { shape: [5], dtype: 'int32', values: [1, -2, 2 ** 31 - 1, 7, 0] };
        const bools = { shape: [5], dtype: 'bool', values: [1, 0, 1, 1, 0] };
        await compareWithCpu([ints, ints], (a, b) => [tf.add(a, b), tf.mul(a, 3), tf.greater(a, b)]);
        await compareWithCpu([bools, ints], (a, b) => [tf.add(a, b), tf.equal(a, b), tf.maximum(a, b)]);
        await compareWithCpu([ints, noise([5])], (a, b) => [tf.add(a, b), tf.less(a, b)]);
    });
    it('has gradients', () => fc.assert(fc.asyncProperty(broadcastPairs, fc.nat(1e6), async ({ a, b }, seed) => {
        const gradients = (operation, x, y) => tf.grads((p, q) => operation(p, q))([x, y]);
        await compareWithCpu([noise(a, seed), noise(b, seed + 1)], (x, y) => [
            ...gradients(tf.add, x, y),
            ...gradients(tf.sub, x, y),
            ...gradients(tf.mul, x, y),
            ...gradients((p, q) => tf.div(p, tf.add(q, 3)), x, y),
        ], 1e-5);
        // tfjs has no gradient of these for tensors that are broadcast.
        await compareWithCpu([noise(a, seed), noise(a, seed + 1)], (x, y) => [tf.maximum, tf.minimum, tf.squaredDifference].flatMap((operation) => gradients(operation, x, y)), 1e-5);
    }), { numRuns: 10, seed: 5 }));
    it('raises to the second power', () => compareWithCpu([noise([7, 300])], (x) => [tf.pow(x, 2), tf.pow(x, 3), tf.pow(2, x)], 1e-6));
});
