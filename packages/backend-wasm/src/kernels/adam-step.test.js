import { ADAM_STEP } from '@srkit/core/contracts';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { noise } from '../testing/operands';
import { registerTestBackends, TEST_BACKENDS, usedBytes } from '../testing/test-backends';
beforeAll(registerTestBackends);
const NUMBERS = {
    beta1: 0.9,
    beta2: 0.999,
    eps: 1e-8,
    correction: Math.sqrt(1 - 0.999 ** 3),
    stepSize: 2e-4 / (1 - 0.9 ** 3),
};
/** In stock operations, as @srkit/training defines it. */
const reference = (p, given, m, v, weightDecay) => {
    const g = weightDecay === 0 ? given : tf.add(given, tf.mul(p, weightDecay));
    const newM = tf.add(tf.mul(m, NUMBERS.beta1), tf.mul(g, 1 - NUMBERS.beta1));
    const newV = tf.add(tf.mul(v, NUMBERS.beta2), tf.mul(tf.square(g), 1 - NUMBERS.beta2));
    const denominator = tf.add(tf.div(tf.sqrt(newV), NUMBERS.correction), NUMBERS.eps);
    return [tf.sub(p, tf.mul(tf.div(newM, denominator), NUMBERS.stepSize)), newM, newV];
};
it.each(TEST_BACKENDS.flatMap((backend) => [0, 0.01].map((weightDecay) => ({ backend, weightDecay }))))('$backend, weight decay $weightDecay: bit by bit what stock operations give', async ({ backend, weightDecay }) => {
    await tf.setBackend(backend);
    const before = usedBytes();
    for (const shape of [[], [3], [3, 3, 64, 33]]) {
        tf.tidy(() => {
            const [parameter, gradient, expAvg, root] = [1, 2, 3, 4].map((seed) => tf.tensor(noise(shape, seed).values, shape));
            const expAvgSq = tf.square(root);
            const expected = reference(parameter, gradient, expAvg, expAvgSq, weightDecay);
            const actual = tf
                .engine()
                .runKernel(ADAM_STEP.kernelName, { parameter, gradient, expAvg, expAvgSq }, { ...NUMBERS, weightDecay });
            for (const [i, tensor] of expected.entries())
                expect(actual[i].dataSync()).toEqual(tensor.dataSync());
        });
    }
    expect(usedBytes()).toBe(before);
});
