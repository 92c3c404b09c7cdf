import { ShapeError } from '@srkit/core';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { scaledAdd } from './scaled-add';

beforeAll(() => tf.setBackend('srkit-wasm'));

const random = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed);

it.each<[number, number]>([
  [1, 1],
  [0.2, 1],
  [1, -3],
])('adds %d and %d parts, with the gradients of both, and keeps nothing', (...scales) => {
  const inputs = [random([2, 3, 4], 1), random([2, 3, 4], 2)];
  const dy = random([2, 3, 4], 3);
  const stock = (a: tf.Tensor, b: tf.Tensor) => tf.add(tf.mul(a, scales[0]), tf.mul(b, scales[1]));
  const own = (a: tf.Tensor, b: tf.Tensor) => scaledAdd(a, b, scales);
  const [expected, actual] = [stock, own].map((run) => [
    run(inputs[0]!, inputs[1]!),
    ...tf.grads(run)(inputs, dy),
  ]);
  actual!.forEach((tensor, i) => {
    expect(tensor.dataSync()).toEqual(expected![i]!.dataSync());
  });
  const before = tf.memory().numTensors;
  tf.dispose(
    tf.grads((a, b) => {
      const inside = tf.memory().numTensors;
      const sum = tf.tidy(() => own(a, b));
      expect(tf.memory().numTensors).toBe(inside + 1);
      return sum;
    })(inputs),
  );
  expect(tf.memory().numTensors).toBe(before);
  expect(() => scaledAdd(inputs[0]!, random([2, 3, 1], 4), [1, 1])).toThrow(ShapeError);
});

it('goes into sums of gradients of what is used twice', () => {
  const [x, y] = [random([2, 3], 1), random([2, 3], 2)];
  const chain = (add: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => (a: tf.Tensor, b: tf.Tensor) => {
    const sum = add(a, b);
    return add(add(add(sum, a), tf.square(sum)), sum);
  };
  const [expected, actual] = [tf.add, (a: tf.Tensor, b: tf.Tensor) => scaledAdd(a, b, [1, 1])].map((add) =>
    tf.grads(chain(add))([x, y]),
  );
  actual!.forEach((tensor, i) => {
    expect(tensor.dataSync()).toEqual(expected![i]!.dataSync());
  });
});
