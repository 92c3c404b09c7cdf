import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { freedOnTheWay } from './freed-on-the-way';

beforeAll(() => tf.setBackend('cpu'));

const gradients = (f: () => tf.Tensor, xs: tf.Variable[]) => tf.engine().gradients(f, xs, undefined, true);

/** Losses whose gradients are handed through, given twice, or come from several places. */
const LOSSES: Readonly<Record<string, (a: tf.Variable, b: tf.Variable) => tf.Scalar>> = {
  'a value that is used twice': (a, b) => {
    const shared = tf.relu(tf.mul(a, b));
    return tf.sum(tf.add(tf.square(shared), tf.mul(shared, a)));
  },
  'a gradient that is handed through': (a, b) => {
    const through = tf.customGrad((x) => {
      const tensor = x as tf.Tensor;
      return { value: tensor.clone(), gradFunc: (dy) => dy as tf.Tensor };
    });
    return tf.sum(tf.mul(through(tf.square(a)), through(tf.square(through(b)))));
  },
  'a gradient that goes to two inputs': (a, b) => {
    const both = tf.customGrad((x, y) => ({
      value: tf.add(x as tf.Tensor, y as tf.Tensor),
      gradFunc: (dy) => {
        const dx = tf.mul(dy as tf.Tensor, 1);
        return [dx, dx];
      },
    }));
    return tf.sum(both(tf.square(a), tf.exp(b)));
  },
  'a gradient that was saved': (a, b) => {
    const linear = tf.customGrad((x, save) => {
      const slope = tf.onesLike(x as tf.Tensor);
      (save as unknown as (tensors: tf.Tensor[]) => void)([slope]);
      return { value: tf.sum(x as tf.Tensor), gradFunc: (_, saved) => (saved as tf.Tensor[])[0]! };
    });
    return tf.add(linear(tf.square(a)), linear(tf.mul(a, b))) as tf.Scalar;
  },
  'a gradient of a gradient': (a, b) => {
    const slope = tf.grad((x) => tf.sum(tf.mul(tf.square(tf.square(x)), b)));
    return tf.sum(tf.square(slope(a)));
  },
};

describe('freedOnTheWay', () => {
  it.each(Object.keys(LOSSES))('changes no gradient of %s, and leaves nothing', async (name) => {
    const loss = LOSSES[name]!;
    const [a, b] = [tf.variable(tf.tensor([1, -2, 3])), tf.variable(tf.tensor([0.5, -1, 2]))];
    const before = tf.memory().numTensors;
    const plain = gradients(() => loss(a, b), [a, b]);
    const freed = gradients(
      freedOnTheWay(() => loss(a, b)),
      [a, b],
    );
    for (const [i, gradient] of plain.grads.entries())
      expect(await freed.grads[i]!.data()).toEqual(await gradient.data());
    expect(await freed.value.data()).toEqual(await plain.value.data());
    tf.dispose([plain, freed] as never);
    expect(tf.memory().numTensors).toBe(before);
    a.dispose();
    b.dispose();
  });

  it('holds neither what is behind it nor its gradients when it comes to the first step', () => {
    const x = tf.variable(tf.ones([64]));
    const alive = (wrap: (f: () => tf.Tensor) => () => tf.Tensor): number => {
      let count = 0;
      const first = tf.customGrad((y) => ({
        value: (y as tf.Tensor).clone(),
        gradFunc: (dy) => {
          count = tf.memory().numTensors;
          return (dy as tf.Tensor).clone();
        },
      }));
      const { value, grads } = gradients(
        wrap(() => {
          let y: tf.Tensor = first(x);
          for (let i = 0; i < 50; i++) y = tf.tanh(tf.square(y));
          return tf.sum(y);
        }),
        [x],
      );
      tf.dispose([value, ...grads]);
      return count;
    };
    const before = tf.memory().numTensors;
    expect(alive((f) => f) - before).toBeGreaterThan(200);
    expect(alive(freedOnTheWay) - before).toBeLessThan(20);
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
