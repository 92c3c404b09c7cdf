import { ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { biasPrelu } from './bias-prelu';
const random = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
/** tfjs's own PReLU cannot be differentiated twice. */
const separate = (z, bias, slopes) => {
    const x = tf.add(z, bias);
    return tf.sub(tf.relu(x), tf.mul(slopes, tf.relu(tf.neg(x))));
};
const together = (z, bias, slopes) => biasPrelu(z, bias, slopes);
describe.each(['cpu', 'srkit-wasm'])('biasPrelu on %s', (backend) => {
    beforeAll(async () => {
        await tf.setBackend(backend);
    });
    it('has the value, the gradients and the second gradients of the two operations', () => {
        const inputs = [random([2, 3, 4, 5], 1), random([5], 2), random([5], 3)];
        const dy = random([2, 3, 4, 5], 4);
        const all = (run) => {
            const [z, bias, slopes] = inputs;
            const penalty = (x) => tf.sum(tf.square(tf.grad((t) => run(t, bias, slopes))(x, tf.mul(dy, x))));
            return [run(z, bias, slopes), ...tf.grads(run)(inputs, dy), tf.grad(penalty)(z)];
        };
        const [expected, actual] = [all(separate), all(together)];
        expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
        actual.forEach((tensor, i) => {
            const difference = tf.max(tf.abs(tf.sub(tensor, expected[i]))).dataSync()[0];
            expect(difference).toBeLessThan(1e-5);
        });
        tf.disposeVariables();
    });
    it('leaks nothing, and refuses what is not one number for each channel', () => {
        const inputs = [random([1, 2, 2, 3], 1), random([3], 2), random([3], 3)];
        const before = tf.memory().numTensors;
        tf.dispose(tf.grads(together)(inputs));
        expect(tf.memory().numTensors).toBe(before);
        expect(() => together(inputs[0], inputs[1], random([1], 4))).toThrow(ShapeError);
        expect(() => together(inputs[0], random([4], 4), inputs[2])).toThrow('bias is [4], expected [3]');
    });
});
