import { ConfigError, ShapeError } from '@srkit/core';
import '@tensorflow/tfjs-backend-wasm';
// The built package: threads run JavaScript. `npm test` builds before it tests.
import { DegradationWorkers } from '@srkit/degradation/workers';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../apply/apply';
import { degradationOptions } from '../presets/degradation-options';
import { sample } from '../sampler/sample';

const SHAPE: [number, number, number, 3] = [3, 120, 100, 3];
const options = degradationOptions('realesrgan-x4plus', { gtSize: 64 });

const picture = (): Uint8Array =>
  Uint8Array.from(
    { length: SHAPE[0] * SHAPE[1] * SHAPE[2] * 3 },
    (_, i) => 128 + 90 * Math.sin(i * 0.003) + (i % 5),
  );

describe('degradation workers', () => {
  let workers: DegradationWorkers;
  beforeAll(async () => {
    await tf.setBackend('wasm');
    workers = new DegradationWorkers({ threads: 2 });
  });
  afterAll(() => workers.close());

  it('give what apply gives, for several calls at once, from bytes and from floats', async () => {
    const bytes = picture();
    const floats = Float32Array.from(bytes, (value) => value / 255);
    const recipes = [1, 2, 3].map((seed) => sample(options, seed, SHAPE));
    const results = await Promise.all(
      recipes.map((recipe, i) => workers.apply({ data: i ? bytes : floats, shape: SHAPE }, recipe)),
    );
    for (const [index, recipe] of recipes.entries()) {
      const image = tf.tensor4d(floats, SHAPE);
      const { lq, gt } = await apply(image, recipe);
      const { lq: lqPixels, gt: gtPixels } = results[index]!;
      expect(lqPixels.shape).toEqual(lq.shape);
      expect(gtPixels.shape).toEqual(gt.shape);
      expect(
        Buffer.compare(Buffer.from(lqPixels.data.buffer), Buffer.from((await lq.data()).slice().buffer)),
      ).toBe(0);
      expect(
        Buffer.compare(Buffer.from(gtPixels.data.buffer), Buffer.from((await gt.data()).slice().buffer)),
      ).toBe(0);
      tf.dispose([image, lq, gt]);
    }
  });

  it('refuse what does not fit, and go on', async () => {
    const recipe = sample(options, 5, SHAPE);
    const image = { data: picture(), shape: SHAPE };
    await expect(workers.apply({ ...image, shape: [1, 120, 100, 3] }, recipe)).rejects.toThrow(ShapeError);
    await expect(workers.apply({ ...image, data: image.data.slice(3) }, recipe)).rejects.toThrow(
      /35997|107997/,
    );
    await expect(workers.apply(image, { ...recipe, height: 7 })).rejects.toThrow(ConfigError);
    const bad = new Float32Array(image.data.length).fill(Number.NaN);
    await expect(workers.apply({ data: bad, shape: SHAPE }, recipe)).rejects.toThrow(/NaN/);
    expect((await workers.apply(image, recipe)).lq.shape).toEqual([3, 16, 16, 3]);
    expect(() => new DegradationWorkers({ threads: 0 })).toThrow(/threads is 0/);
  });

  it('stop when aborted, and go on with the next picture', async () => {
    const recipe = sample(options, 6, SHAPE);
    const image = { data: picture(), shape: SHAPE };
    const controller = new AbortController();
    const work = workers.apply(image, recipe, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
    expect((await workers.apply(image, recipe)).lq.shape).toEqual([3, 16, 16, 3]);
  });
});
