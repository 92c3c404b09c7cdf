import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { biasActivation } from './bias-activation';

const random = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed);

describe.each(['cpu', 'srkit-wasm'])('biasActivation on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each([0, 0.2, 1])(
    'of slope %d has the value, the gradients and the second gradients of both operations',
    (slope) => {
      const inputs = [random([2, 3, 4, 5], 1), random([5], 2)];
      const dy = random([2, 3, 4, 5], 4);
      const all = (run: (z: tf.Tensor, bias: tf.Tensor) => tf.Tensor): tf.Tensor[] => {
        const [z, bias] = inputs as [tf.Tensor, tf.Tensor];
        const penalty = (x: tf.Tensor): tf.Tensor =>
          tf.sum(tf.square(tf.grad((t: tf.Tensor) => run(t, bias))(x, tf.mul(dy, x))));
        return [run(z, bias), ...tf.grads(run)(inputs, dy), tf.grad(penalty)(z)];
      };
      const separate = (z: tf.Tensor, bias: tf.Tensor): tf.Tensor => {
        const x = tf.add(z, bias);
        return tf.sub(tf.relu(x), tf.mul(slope, tf.relu(tf.neg(x))));
      };
      const [expected, actual] = [
        all(separate),
        all((z, bias) => biasActivation(z, bias as tf.Tensor1D, slope)),
      ];
      expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
      actual.forEach((tensor, i) => {
        expect(tf.max(tf.abs(tf.sub(tensor, expected[i]!))).dataSync()[0]!).toBeLessThan(1e-5);
      });
    },
  );

  it.each([0.2, 1])('of slope %d goes into sums of gradients of what is used twice', (slope) => {
    const [z, bias] = [random([2, 3], 1), random([3], 2)];
    const twice = (run: (x: tf.Tensor, b: tf.Tensor) => tf.Tensor) => (x: tf.Tensor, b: tf.Tensor) => {
      const once = run(x, b);
      return tf.add(tf.add(run(once, b), once), tf.square(x));
    };
    const stock = (x: tf.Tensor, b: tf.Tensor) => tf.leakyRelu(tf.add(x, b), slope);
    const own = (x: tf.Tensor, b: tf.Tensor) => biasActivation(x, b as tf.Tensor1D, slope);
    const [expected, actual] = [stock, own].map((run) => tf.grads(twice(run))([z, bias]));
    actual!.forEach((tensor, i) => {
      expect(tf.max(tf.abs(tf.sub(tensor, expected![i]!))).dataSync()[0]!).toBeLessThan(1e-5);
    });
  });

  it('leaks nothing, and refuses what it cannot mean', () => {
    const [z, bias] = [random([1, 2, 2, 3], 1), random([3], 2) as tf.Tensor1D];
    const before = tf.memory().numTensors;
    tf.dispose(tf.grads((x, b) => biasActivation(x, b as tf.Tensor1D, 0.2))([z, bias]));
    expect(tf.memory().numTensors).toBe(before);
    expect(() => biasActivation(z, random([1], 4) as tf.Tensor1D, 0)).toThrow(ShapeError);
    expect(() => biasActivation(z, bias, -0.1)).toThrow(ConfigError);
    expect(() => biasActivation(z, bias, Number.NaN)).toThrow(ConfigError);
  });
});
