import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
/** Half the distance of the two values: large enough for float32, small beside the inputs' distance from any kink. */
const STEP = 1e-2;
/**
 * Holds the gradient of a scalar along a random direction against central differences, and counts tensors. `f` must be
 * smooth within 0.01 of `x` in every element.
 */
export const expectDerivative = (f, x, seed) => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
        const direction = tf.randomUniform(x.shape, -1, 1, 'float32', seed);
        const at = (step) => f(tf.add(x, tf.mul(direction, step))).dataSync()[0];
        const central = (step) => (at(step) - at(-step)) / (2 * step);
        // Two of them, so that the error which the third derivative makes cancels.
        const numeric = (4 * central(STEP / 2) - central(STEP)) / 3;
        const gradient = tf.grad(f)(x);
        const analytic = tf.sum(tf.mul(gradient, direction)).dataSync()[0];
        // What remains is float32's noise in the values.
        const bound = 2e-3 * Math.abs(numeric) + 3e-5 * (1 + Math.abs(at(0)));
        expect(Math.abs(analytic - numeric), `${analytic} for ${numeric}`).toBeLessThan(bound);
    });
    expect(tf.memory().numTensors).toBe(before);
};
