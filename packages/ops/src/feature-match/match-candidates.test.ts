import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { featureMatch } from './feature-match';
import { matchCandidates } from './match-candidates';

const random = (shape: [number, number, number], seed: number): tf.Tensor3D =>
  tf.randomUniform(shape, -1, 1, 'float32', seed);

describe.each(['cpu', 'wasm', 'srkit-wasm'])('matchCandidates on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    await tf.ready();
  });

  it.each([
    [3, 5],
    [3, 16],
    [2, 7],
    [1, 35],
  ])(
    'with every patch of %i pixels a side a candidate finds what the full search does, %i channels',
    (patch, channels) => {
      const [input, ref] = [random([7, 9, channels], 1), random([8, 6, channels], 2)];
      const before = tf.memory().numTensors;
      const full = featureMatch(input, ref, { patchSize: patch });
      const [rows, columns] = full.index.shape;
      const places = (9 - patch) * (7 - patch);
      const all = tf.tidy(() =>
        tf.tile(tf.reshape(tf.range(0, places, 1, 'int32'), [1, places]), [rows * columns, 1]),
      );
      const found = matchCandidates(input, ref, all as tf.Tensor2D, patch);
      expect(Array.from(found.index.dataSync())).toEqual(Array.from(full.index.dataSync()));
      const [ours, theirs] = [found.correlation.dataSync(), full.correlation.dataSync()];
      for (let i = 0; i < ours.length; i++) expect(ours[i]).toBeCloseTo(theirs[i]!, 5);
      tf.dispose([full.index, full.correlation, all, found.index, found.correlation]);
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([input, ref]);
    },
  );

  it('looks at the candidates alone; of equal ones at the first place, and at nothing where there is none', () => {
    // Columns 0 and 3 of the reference are alike.
    const tile = random([4, 3, 6], 3);
    const ref = tf.tidy(() => tf.concat([tile, tile], 1) as tf.Tensor3D);
    const input = tf.slice(ref, [0, 1, 0], [3, 4, 6]);
    const candidates = tf.tensor2d(
      [
        [4, 1, -1],
        [-1, -1, -1],
      ],
      [2, 3],
      'int32',
    );
    const { index, correlation } = matchCandidates(input, ref, candidates);
    expect(Array.from(index.dataSync())).toEqual([1, -1]);
    expect(correlation.dataSync()[1]).toBeLessThan(-1e38);
    tf.dispose([tile, ref, input, candidates, index, correlation]);
  });

  it('gives no place to a patch that is not a number', () => {
    const ref = random([4, 4, 3], 4);
    const input = tf.fill<tf.Rank.R3>([3, 3, 3], Number.NaN);
    const candidates = tf.tensor2d([[0, 1]], [1, 2], 'int32');
    const { index, correlation } = matchCandidates(input, ref, candidates);
    expect(Array.from(index.dataSync())).toEqual([-1]);
    tf.dispose([ref, input, candidates, index, correlation]);
  });
});

it('names what does not fit', () => {
  const features = tf.zeros<tf.Rank.R3>([5, 6, 3]);
  const candidates = tf.zeros<tf.Rank.R2>([11, 2], 'int32');
  expect(() => matchCandidates(features, features, candidates)).toThrow(/\[11,2\]; expected .* patch of 3x3/);
  expect(() => matchCandidates(features, features, candidates, 7)).toThrow(ShapeError);
  expect(() => matchCandidates(features, features, candidates, 0)).toThrow(ConfigError);
});
