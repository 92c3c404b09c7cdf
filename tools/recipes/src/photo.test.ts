import { SRVGGNetCompact } from '@srkit/models';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { sharpened, taughtSets, withColoursOf } from './photo';
import type { Pictures } from './pictures';

const pictures = (count: number, height: number, width: number): Pictures => ({
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

const meanOf = (x: tf.Tensor): number => tf.tidy(() => tf.mean(x).dataSync()[0]!);

it('gives what a teacher made the colours of its input, and leaves its edges', () => {
  const lq = tf.fill([1, 40, 50, 3], 0.5) as tf.Tensor4D;
  // Too bright all over, with an edge of one pixel in it.
  const taught = tf.tidy(
    () =>
      tf.add(
        tf.fill([1, 160, 200, 3], 0.6),
        tf
          .oneHot(tf.fill([1, 160, 3], 80, 'int32'), 200)
          .transpose([0, 1, 3, 2])
          .mul(0.2),
      ) as tf.Tensor4D,
  );
  const before = tf.memory().numTensors;
  const corrected = withColoursOf(lq, taught);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(meanOf(corrected)).toBeCloseTo(0.5, 3);
  const step = (x: tf.Tensor4D): number =>
    tf.tidy(
      () =>
        x
          .slice([0, 80, 80, 1], [1, 1, 1, 1])
          .sub(x.slice([0, 80, 79, 1], [1, 1, 1, 1]))
          .dataSync()[0]!,
    );
  expect(step(corrected)).toBeCloseTo(step(taught), 3);
  tf.dispose([lq, taught, corrected]);
});

it('changes only what changes slowly: a border between two colours moves over 66 pixels', () => {
  const [height, width] = [8, 160];
  const lq = tf.fill([1, height, width, 3], 0.5) as tf.Tensor4D;
  // Right half too bright.
  const taught = tf.tidy(() =>
    tf.concat([tf.fill([1, 4 * height, 2 * width, 3], 0.5), tf.fill([1, 4 * height, 2 * width, 3], 0.6)], 2),
  ) as tf.Tensor4D;
  const corrected = withColoursOf(lq, taught);
  const row = corrected.slice([0, 16, 0, 1], [1, 1, 4 * width, 1]).dataSync<'float32'>();
  /** Of the fault at the border; two means of 33 pixels have a parabola there, where one would have a line. */
  const left = (distance: number): number => (row[2 * width + 4 * distance + 2]! - 0.5) / 0.1;
  // So many pixels behind the border, what is taken away is the share of the bright ones in both means.
  const share = (distance: number): number => 1 - (33 - distance) ** 2 / (2 * 33 ** 2);
  for (const distance of [8, 16, 24]) expect(left(distance)).toBeCloseTo(1 - share(distance + 0.5), 1);
  expect(Math.abs(left(40))).toBeLessThan(1e-5);
  expect(row[2 * width - 4 * 20]! - 0.5).toBeLessThan(-0.005);
  tf.dispose([lq, taught, corrected]);
});

it('keeps inputs with their pictures where the teacher sees some at a time', () => {
  // Two of these are at once as many pixels as a teacher is given.
  const lq = pictures(3, 200, 320);
  const teacher = new SRVGGNetCompact({ numFeat: 1, numConv: 0 });
  const truth = tf.tidy(() =>
    tf.concat([0.1, 0.5, 0.9].map((level) => tf.fill([1, 800, 1280, 3], level))),
  ) as tf.Tensor4D;
  const [set] = taughtSets(lq, truth, { teacher, share: 0, sharpen: 0, scale: 4 });
  expect([0, 1, 2].map((i) => meanOf(tf.slice(set!.gt, [i, 0, 0, 0], [1, 800, 1280, 3])))).toEqual(
    [0.1, 0.5, 0.9].map((level) => expect.closeTo(level, 4)),
  );
  tf.dispose([set!.gt, set!.lq, truth]);
  teacher.dispose();
});

it('sharpens what differs from its neighbours, within what pictures can show', () => {
  const x = tf.tensor4d([0, 0, 0, 0.5, 0.5, 0.5, 0, 0, 0], [1, 1, 3, 3]);
  const y = sharpened(x, 0.3);
  expect([...y.dataSync()].slice(0, 6)).toEqual([0, 0, 0, ...Array(3).fill(expect.closeTo(0.6, 6))]);
  expect(sharpened(x, 0)).toBe(x);
  tf.dispose([x, y]);
});

it.each([4, 2])(
  'mixes the teacher at x%i with the picture that each input was made from, and frees the rest',
  (scale) => {
    // Ten inputs of three pictures.
    const lq = pictures(10, 4, 6);
    const before = tf.memory().numTensors;
    const teacher = new SRVGGNetCompact({ numFeat: 4, numConv: 1 });
    const truth = tf.tidy(() =>
      tf.randomUniform([3, 4 * scale, 6 * scale, 3], 0, 1, 'float32', 1),
    ) as tf.Tensor4D;
    const own = tf.memory().numTensors;
    for (const share of [0, 0.25, 1]) {
      for (const known of [truth, null]) {
        const sets = taughtSets(lq, known, { teacher, share, sharpen: 0.1, scale });
        expect(sets.map(({ lq: { shape } }) => shape)).toEqual([[10, 4, 6, 3]]);
        const [set] = sets;
        const expected = tf.tidy(() => {
          const drawn = sharpened(withColoursOf(set!.lq, teacher.forward(set!.lq)), 0.1);
          const taught = tf.avgPool(drawn, 4 / scale, 4 / scale, 'valid');
          if (!known) return taught;
          const truths = tf.gather(known, tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 'int32'));
          return tf.add(tf.mul(taught, share), tf.mul(truths, 1 - share));
        });
        expect(worst(set!.gt, expected)).toBeLessThan(1e-6);
        tf.dispose([set!.gt, set!.lq, expected]);
        expect(tf.memory().numTensors).toBe(own);
      }
    }
    truth.dispose();
    teacher.dispose();
    expect(tf.memory().numTensors).toBe(before);
  },
);
