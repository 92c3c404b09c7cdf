import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { featureMatch } from './feature-match';
import { type MutualMatches, mutualMatch } from './mutual-match';

/** Few different values, so that many patches are equal. */
const coarse = (shape: [number, number, number, number], seed: number): tf.Tensor4D =>
  tf.tidy(() => tf.sub(tf.floor(tf.randomUniform(shape, 0, 3, 'float32', seed)), 0.7) as tf.Tensor4D);

const read = async ({ there, back }: MutualMatches) => {
  const tensors = [there.index, there.correlation, back.index, back.correlation];
  const values = await Promise.all(tensors.map(async (each) => Array.from(await each.data())));
  tf.dispose(tensors);
  return values as [number[], number[], number[], number[]];
};

describe.each(['srkit-wasm', 'cpu'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  it('is featureMatch both ways, to the last bit, of any sizes', async () => {
    const side = fc.integer({ min: 3, max: backend === 'cpu' ? 12 : 40 });
    const sizes = fc.tuple(
      side,
      side,
      side,
      side,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(1e6), async ([h, w, hr, wr, channels, patchSize], seed) => {
        const [a, b] = [coarse([2, h, w, channels], seed), coarse([2, hr, wr, channels], seed + 1)];
        const before = tf.memory().numTensors;
        const [index, correlation, backIndex, backCorrelation] = await read(mutualMatch(a, b, patchSize));
        const options = { normInput: true, patchSize };
        const pair = { there: featureMatch(a, b, options), back: featureMatch(b, a, options) };
        const expected = await read(pair);
        expect([index, correlation]).toEqual([expected[0], expected[1]]);
        // The other way round sums are added in another order: of equal scores another may win.
        for (const [i, value] of backCorrelation.entries()) expect(value).toBeCloseTo(expected[3][i]!, 5);
        const same = backIndex.filter((value, i) => value === expected[2][i]).length;
        expect(same).toBeGreaterThan(0.9 * backIndex.length - 2);
        expect(tf.memory().numTensors).toBe(before);
        tf.dispose([a, b]);
      }),
      { numRuns: backend === 'cpu' ? 8 : 40, seed: 6 },
    );
  });

  it('refuses what featureMatch refuses', () => {
    const [good, small] = [tf.zeros<tf.Rank.R4>([1, 5, 6, 3]), tf.zeros<tf.Rank.R4>([1, 5, 2, 3])];
    const broken = tf.fill([1, 5, 6, 3], Number.NaN) as tf.Tensor4D;
    const before = tf.memory().numTensors;
    expect(() => mutualMatch(good, small)).toThrow(ShapeError);
    expect(() => mutualMatch(good, broken)).toThrow(ConfigError);
    expect(() => mutualMatch(broken, good)).toThrow(/input features/);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([good, small, broken]);
  });
});
