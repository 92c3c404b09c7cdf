import { SRVGGNetCompact } from '@srkit/models';
import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { averagedPixels } from './averaged-pixels';

beforeAll(() => tf.setBackend('srkit-wasm'));

it.each([
  [4, 2],
  [4, 1],
  [2, 1],
])('of x%i weights a start for x%i that draws the means of its pixels', async (from, to) => {
  const config = { numFeat: 5, numConv: 2 } as const;
  const large = new SRVGGNetCompact({ ...config, upscale: from }, { seed: 3 });
  const small = new SRVGGNetCompact({ ...config, upscale: to }, { seed: 4 });
  small.loadStateDict(averagedPixels(await large.stateDict(), from, to));
  const lq = tf.randomUniform([1, 9, 7, 3], 0, 1, 'float32', 5) as tf.Tensor4D;
  const [drawn, expected] = tf.tidy(() => [
    small.forward(lq),
    tf.avgPool(large.forward(lq), from / to, from / to, 'valid'),
  ]) as [tf.Tensor4D, tf.Tensor4D];
  expect(drawn.shape).toEqual(expected.shape);
  expect(tf.tidy(() => tf.max(tf.abs(tf.sub(drawn, expected))).dataSync()[0])).toBeLessThan(1e-5);
});

it('refuses scales that do not divide, and what is no such network', async () => {
  const state = await new SRVGGNetCompact({ numFeat: 2, numConv: 1, upscale: 4 }).stateDict();
  expect(() => averagedPixels(state, 4, 3)).toThrow(/x4, which x3 does not divide/);
  expect(() => averagedPixels(state, 2, 1)).toThrow(/'body.4.weight' is not the last convolution/);
});
