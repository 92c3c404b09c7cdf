import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { scaledAdd } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { Activation } from './activation';
import { convolve } from './convolve';

beforeAll(() => tf.setBackend('srkit-wasm'));

it.each<Activation>([{ kind: 'linear' }, { kind: 'relu' }, { kind: 'leakyrelu', slope: 0.2 }])(
  'keeps of a convolution with $kind its result alone while gradients are recorded, and computes the same',
  (activation) => {
    const x = tf.randomUniform([1, 6, 5, 3], -1, 1, 'float32', 1) as tf.Tensor4D;
    const filter = tf.randomUniform([3, 3, 3, 4], -1, 1, 'float32', 2) as tf.Tensor4D;
    const bias = tf.tensor1d([0.3, -0.2, 0, 0.9]);
    const run = (given: tf.Tensor) =>
      convolve({ x: given as tf.Tensor4D, filter, bias, stride: 1, padding: 1, activation });
    const plain = run(x).dataSync();
    let made = 0;
    let kept = 0;
    const grad = tf.grad((given) => {
      const before = tf.memory().numDataBuffers;
      const y = run(given);
      made = tf.memory().numDataBuffers - before;
      expect(y.dataSync().every((value, i) => Math.abs(value - plain[i]!) < 1e-5)).toBe(true);
      const after = tf.memory().numDataBuffers;
      const result = scaledAdd(y, y, [1, 1]);
      y.dispose();
      kept = tf.memory().numDataBuffers - after;
      return result;
    })(x);
    // One tensor; behind what keeps nothing it lives on where an activation's gradient needs its signs.
    expect([made, kept]).toEqual([1, activation.kind === 'linear' ? 0 : 1]);
    expect(grad.shape).toEqual(x.shape);
  },
);
