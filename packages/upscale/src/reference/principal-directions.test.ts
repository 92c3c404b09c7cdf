import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { principalDirections } from './principal-directions';

beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
  await tf.ready();
});

it('finds the directions that hold most of the rows, and keeps their inner products', async () => {
  // Rows of rank 3 in 40 dimensions, far from their mean, and a little of everything else.
  const rows = tf.tidy(() => {
    const factors = tf.randomNormal<tf.Rank.R2>([90, 3], 2, 1, 'float32', 1);
    const within = tf.randomNormal<tf.Rank.R2>([3, 40], 0, 1, 'float32', 2);
    const rest = tf.randomNormal<tf.Rank.R2>([90, 40], 0, 1e-3, 'float32', 3);
    return tf.add(tf.matMul(factors, within), rest) as tf.Tensor2D;
  });
  const before = tf.memory().numTensors;
  const directions = await principalDirections(rows, 3);
  const [gram, lost] = tf.tidy(() => {
    const few = tf.matMul(rows, directions);
    const difference = tf.sub(tf.matMul(few, few, false, true), tf.matMul(rows, rows, false, true));
    return [
      tf.matMul(directions, directions, true, false).arraySync() as number[][],
      tf.max(tf.abs(difference)).dataSync()[0]!,
    ];
  });
  gram.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(value).toBeCloseTo(i === j ? 1 : 0, 5);
    });
  });
  expect(lost).toBeLessThan(1e-3);
  directions.dispose();
  expect(tf.memory().numTensors).toBe(before);
  rows.dispose();
});

it('gives zeros for directions that rows do not have', async () => {
  const rows = tf.tidy(() => tf.tile(tf.range(0, 8).reshape([1, 8]), [20, 1]) as tf.Tensor2D);
  const directions = await principalDirections(rows, 4);
  const lengths = tf.tidy(() => tf.norm(directions, 2, 0).arraySync() as number[]);
  expect(lengths.map((length) => Math.round(length)).sort()).toEqual([0, 0, 0, 1]);
  tf.dispose([rows, directions]);
});
