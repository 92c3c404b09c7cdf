import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Assembly } from './assembly';

const rows = (count: number, from: number, [width, channels]: readonly [number, number] = [2, 3]) =>
  tf.tidy(() =>
    tf.reshape<tf.Rank.R4>(tf.range(from, from + count * width * channels), [1, count, width, channels]),
  );

it.each([[[5]], [[1, 4]], [[2, 2, 1]]])('puts parts of %j rows together, and leaks nothing', (counts) => {
  const before = tf.memory().numTensors;
  const assembly = new Assembly(5, 2, 3);
  let start = 0;
  for (const count of counts) {
    assembly.add(rows(count, 6 * start));
    start += count;
  }
  const whole = assembly.finish();
  assembly.dispose();
  expect(whole.shape).toEqual([1, 5, 2, 3]);
  expect(Array.from(whole.dataSync())).toEqual(Array.from({ length: 30 }, (_, i) => i));
  whole.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('names rows that do not fit and rows that are missing, and leaks nothing', () => {
  const before = tf.memory().numTensors;
  const assembly = new Assembly(3, 2, 3);
  assembly.add(rows(2, 0));
  expect(() => assembly.add(rows(2, 12))).toThrow('Rows of shape [1,2,2,3] follow row 2 of [1,3,2,3]');
  expect(() => assembly.add(rows(1, 12, [3, 2]))).toThrow('expected [1, at most 1, 2, 3]');
  expect(() => assembly.finish()).toThrow('2 of 3 rows were added');
  assembly.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
