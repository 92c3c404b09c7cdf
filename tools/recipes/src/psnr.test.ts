import { SRVGGNetCompact } from '@srkit/models';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { taughtBy } from './psnr';
import { makeTrainingSets } from './training-set';

beforeAll(() => tf.setBackend('srkit-wasm'));

it('takes a part of the target from a teacher, at the place that each set was reduced from', () => {
  const [height, width] = [24, 32];
  const data = Uint8Array.from({ length: 17 * height * width * 3 }, (_, i) => (i * 7919) % 251);
  // More pictures than are taught at once.
  const given = makeTrainingSets({ count: 17, height, width, data }, { scale: 4, sizes: [1], grids: 2 });
  const truths = given.map(({ gt, top, left, lq }) => {
    const [n, h, w] = lq.shape;
    return tf.slice(gt, [0, top, left, 0], [n, 4 * h, 4 * w, 3]);
  });
  const teacher = new SRVGGNetCompact({ numFeat: 2, numConv: 1, upscale: 4 }, { seed: 1 });
  const taught = taughtBy(teacher, 0.75, given);
  expect(given.every(({ gt }) => gt.isDisposed)).toBe(true);
  for (const [i, { gt, lq, top, left }] of taught.entries()) {
    expect([top, left]).toEqual([0, 0]);
    expect(lq).toBe(given[i]!.lq);
    const expected = tf.tidy(() => tf.add(tf.mul(teacher.forward(lq), 0.75), tf.mul(truths[i]!, 0.25)));
    expect(tf.tidy(() => tf.max(tf.abs(tf.sub(gt, expected))).dataSync()[0])).toBeLessThan(1e-5);
  }
});
