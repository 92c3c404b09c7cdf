import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { sample } from '@srkit/degradation';
import { applyToRaster } from '@srkit/degradation/workers';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { degradePictures } from './degrade-pictures';
import { PHOTO_INPUTS } from './photo-inputs';
import { croppedTo, pictureAt } from './pictures';

let folder = '';
beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
  folder = await mkdtemp(join(tmpdir(), 'srkit-recipes-'));
});
afterAll(() => rm(folder, { recursive: true }));

const PICTURES = croppedTo(
  {
    count: 2,
    height: 81,
    width: 90,
    data: Uint8Array.from({ length: 2 * 81 * 90 * 3 }, (_, i) => 128 + 90 * Math.sin(i * 0.003) + (i % 5)),
  },
  8,
);

it('cuts pictures to sides that can be reduced', () => {
  expect([PICTURES.count, PICTURES.height, PICTURES.width]).toEqual([2, 80, 88]);
  const at = (i: number): number => Math.trunc(128 + 90 * Math.sin(i * 0.003) + (i % 5));
  // The last pixel of the second picture.
  expect(PICTURES.data.at(-1)).toBe(at(((81 + 79) * 90 + 87) * 3 + 2));
});

it('makes the same inputs in one part and in several, each from its picture and its seed', async () => {
  const [whole, apart] = [join(folder, 'whole'), join(folder, 'apart')];
  const options = { count: 10, seed: 3 };
  const before = tf.memory().numTensors;
  expect(await degradePictures(PICTURES, whole, { ...options, part: 0, parts: 1 })).toBe(11);
  for (const part of [1, 0]) await degradePictures(PICTURES, apart, { ...options, part, parts: 2 });
  expect(tf.memory().numTensors).toBe(before);
  for (const { name, options: kind } of PHOTO_INPUTS) {
    if (!kind) continue;
    const [a, b] = await Promise.all([whole, apart].map((out) => readFile(join(out, `${name}.raw`))));
    expect(a).toEqual(b);
  }
  const third = (await readFile(join(whole, 'second-order-4.raw'))).subarray(
    3 * 20 * 22 * 3,
    4 * 20 * 22 * 3,
  );
  const recipe = sample(PHOTO_INPUTS[0]!.options!, 3 + 3, [1, 80, 88, 3]);
  const { lq } = await applyToRaster(pictureAt(PICTURES, 1), recipe);
  expect(Buffer.from(lq.data as Uint8Array)).toEqual(third);
});
