import { SRVGGNetCompact } from '@srkit/models';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { pairSet, withTeacher } from './photo';

const pictures = (count: number, height: number, width: number) => ({
  count,
  height,
  width,
  data: Uint8Array.from({ length: count * height * width * 3 }, (_, i) => (i * 7919) % 256),
});

beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
});

const worst = (a: tf.Tensor, b: tf.Tensor): number =>
  tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!);

it('mixes the ground truth of every pair with what the teacher makes of it, and frees what was there', () => {
  // More than the teacher sees at once.
  const [gt, lq] = [pictures(9, 16, 24), pictures(9, 4, 6)];
  const before = tf.memory().numTensors;
  const teacher = new SRVGGNetCompact({ numFeat: 4, numConv: 1 });
  const own = tf.memory().numTensors;
  for (const share of [0, 0.25, 1]) {
    const plain = pairSet(gt, lq, 4);
    const expected = tf.tidy(() => {
      const taught = tf.clipByValue(teacher.forward(plain.lq), 0, 1);
      return tf.add(tf.mul(taught, share), tf.mul(plain.gt, 1 - share));
    });
    const set = withTeacher(plain, teacher, share);
    expect(plain.gt.isDisposed).toBe(true);
    expect(worst(set.gt, expected)).toBeLessThan(1e-6);
    tf.dispose([set.gt, set.lq, expected]);
    expect(tf.memory().numTensors).toBe(own);
  }
  teacher.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('refuses pictures that are no pairs', () => {
  expect(() => pairSet(pictures(1, 16, 24), pictures(2, 4, 6), 4)).toThrow('no pairs at x4');
  expect(() => pairSet(pictures(1, 16, 20), pictures(1, 4, 6), 4)).toThrow('20x16 and 1 6x4');
});
