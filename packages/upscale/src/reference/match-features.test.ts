import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import { preOffsetsFromFlow, unitChannels } from '@srkit/models';
import { type NearestKeysRequest, nearestKeys } from '@srkit/ops';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Correspondences, displacement, preOffsetRows } from './correspondences';
import { chosenSearch, matchFeatures, type Search } from './match-features';
import { consistencyOf } from './score-reference';

beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
  await tf.ready();
});

/** Features that change smoothly, as those of pictures do. */
const smooth = (rows: number, columns: number, seed: number): tf.Tensor4D =>
  tf.tidy(() => {
    const coarse = tf.randomNormal<tf.Rank.R4>(
      [1, Math.ceil(rows / 3), Math.ceil(columns / 3), 24],
      0,
      1,
      'float32',
      seed,
    );
    return unitChannels(tf.image.resizeBilinear(coarse, [rows, columns]));
  });

/** Features without anything that goes on from one to the next. */
const scattered = (rows: number, columns: number, seed: number): tf.Tensor4D =>
  tf.tidy(() => unitChannels(tf.randomNormal<tf.Rank.R4>([1, rows, columns, 24], 0, 1, 'float32', seed)));

const match = (target: tf.Tensor4D, reference: tf.Tensor4D, search: Search): Promise<Correspondences> =>
  matchFeatures(target, reference, search, async () => undefined);

/** Part of the patches whose correlation is as good as that of the full search, or better. */
const asGood = (found: Correspondences, full: Correspondences): number =>
  found.correlation.filter((value, i) => value >= full.correlation[i]! - 1e-5).length /
  full.correlation.length;

describe('coarse to fine', () => {
  it('finds what the full search finds, wherever it lies', async () => {
    const reference = smooth(44, 60, 1);
    const target = tf.slice(reference, [0, 11, 23, 0], [1, 30, 34, 24]);
    const before = tf.memory().numTensors;
    const [full, found] = [
      await match(target, reference, 'exhaustive'),
      await match(target, reference, 'coarse-to-fine'),
    ];
    expect(tf.memory().numTensors).toBe(before);
    expect([full.search, found.search]).toEqual(['exhaustive', 'coarse-to-fine']);
    expect(asGood(found, full)).toBeGreaterThan(0.99);
    expect(displacement(found, 9, 12)).toEqual([11, 23]);
    tf.dispose([reference, target]);
  });

  it('finds as good a patch in a reference of other things for nearly all', async () => {
    const [target, reference] = [smooth(40, 44, 2), smooth(52, 38, 3)];
    const [full, found] = [
      await match(target, reference, 'exhaustive'),
      await match(target, reference, 'coarse-to-fine'),
    ];
    expect(asGood(found, full)).toBeGreaterThan(0.97);
    // Never a score that the patch does not have.
    found.correlation.forEach((value, i) => {
      expect(value).toBeLessThanOrEqual(full.correlation[i]! + 1e-5);
    });
    tf.dispose([target, reference]);
  });

  it('takes features that are all alike, and refuses those that are not finite', async () => {
    const alike = tf.tidy(() => unitChannels(tf.ones<tf.Rank.R4>([1, 40, 40, 24])));
    const found = await match(alike, alike, 'coarse-to-fine');
    expect(found.search).toBe('coarse-to-fine');
    for (const value of found.correlation) expect(value).toBeCloseTo(1, 4);
    const broken = tf.tidy(() => tf.mul(alike, Number.NaN) as tf.Tensor4D);
    const before = tf.memory().numTensors;
    await expect(match(broken, alike, 'coarse-to-fine')).rejects.toThrow(/not finite|finite values/);
    await expect(match(alike, broken, 'coarse-to-fine')).rejects.toThrow(/not finite|finite values/);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([alike, broken]);
  });

  it('is not taken where there is little to match, nor where auto need not', async () => {
    const [small, reference] = [smooth(5, 30, 4), smooth(40, 40, 5)];
    expect((await match(small, reference, 'coarse-to-fine')).search).toBe('exhaustive');
    expect((await match(reference, reference, 'auto')).search).toBe('exhaustive');
    expect([chosenSearch('auto', 2e5, 2e5), chosenSearch('exhaustive', 2e5, 2e5)]).toEqual([
      'coarse-to-fine',
      'exhaustive',
    ]);
    tf.dispose([small, reference]);
  });

  it('is not chosen by auto on a backend without kernels for it', async () => {
    await tf.setBackend('wasm');
    expect(chosenSearch('auto', 2e5, 2e5)).toBe('exhaustive');
    // The reference form is registered from now on, and is no such kernel.
    tf.tidy(() => {
      const [queries, cells, probes] = [tf.ones([1, 1]), tf.zeros([1], 'int32'), tf.zeros([1, 1], 'int32')];
      nearestKeys({ queries, keys: queries, cells, cellCount: 1, probes } as NearestKeysRequest, 1);
    });
    expect(chosenSearch('auto', 2e5, 2e5)).toBe('exhaustive');
    await tf.setBackend('srkit-wasm');
  });
});

it('gives the pre-offsets of whole maps, row by row', async () => {
  const [target, reference] = [smooth(7, 6, 6), smooth(9, 11, 7)];
  const found = await match(target, reference, 'exhaustive');
  const flow = tf.buffer([1, 7, 6, 2]);
  for (let y = 0; y < found.rows; y++) {
    for (let x = 0; x < found.columns; x++) {
      const [down, right] = displacement(found, y, x);
      flow.set(right, 0, y, x, 0);
      flow.set(down, 0, y, x, 1);
    }
  }
  const whole = preOffsetsFromFlow(flow.toTensor() as tf.Tensor4D);
  for (const [layer, scale] of [
    ['relu3_1', 1],
    ['relu2_1', 2],
    ['relu1_1', 4],
  ] as const) {
    const [start, end] = [scale + 1, 6 * scale];
    const expected = tf.slice(whole[layer], [0, start, 0, 0], [1, end - start, 6 * scale, 18]);
    const rows = preOffsetRows(found, scale, start, end);
    expect(Array.from(rows.dataSync())).toEqual(Array.from(expected.dataSync()));
  }
});

it('finds patches again that belong together, and others by accident alone', async () => {
  const consistency = async (target: tf.Tensor4D, reference: tf.Tensor4D) =>
    consistencyOf(target, reference, await match(target, reference, 'exhaustive'));
  const reference = smooth(40, 40, 8);
  const part = tf.slice(reference, [0, 5, 9, 0], [1, 24, 24, 24]);
  const other = scattered(24, 24, 9);
  const before = tf.memory().numTensors;
  expect(await consistency(part, reference)).toBe(1);
  expect(await consistency(part, other)).toBeLessThan(0.9);
  // So many pairs that the maps are halved first, and what is known of the whole ones is of no use.
  const [large, cut] = [smooth(90, 90, 10), scattered(64, 64, 11)];
  const inside = tf.slice(large, [0, 4, 8, 0], [1, 64, 64, 24]);
  expect(await consistency(inside, large)).toBeGreaterThan(0.9);
  expect(await consistency(inside, cut)).toBeLessThan(0.9);
  expect(tf.memory().numTensors).toBe(before + 3);
  tf.dispose([reference, part, other, large, cut, inside]);
});

it('counts what is found again beyond what guesses would hit', async () => {
  const none = tf.zeros<tf.Rank.R4>([1, 3, 3, 1]);
  const grid = Array.from({ length: 36 }, (_, i) => i);
  const of = (back: (place: number) => number) =>
    consistencyOf(none, none, {
      ...{ rows: 6, columns: 6, referenceRows: 6, referenceColumns: 6, search: 'exhaustive' },
      index: Int32Array.from(grid),
      correlation: new Float32Array(36),
      back: Int32Array.from(grid, back),
    });
  expect(await of((place) => place)).toBe(1);
  // A neighbour will do, above or beside it, and not one that is two cells away, or in the next row.
  expect(await of((place) => (place % 6 === 0 ? place + 1 : place - 1))).toBe(1);
  expect(await of((place) => (place + 2) % 36)).toBe(0);
  expect(await of((place) => (place < 6 ? place + 6 : place - 6))).toBe(1);
  // All end at one place, around which a quarter of the patches lie: as many as guesses would hit.
  expect(await of(() => 14)).toBe(0);
  // 27 of 36 found: three quarters, a quarter of them by chance.
  expect(await of((place) => (place < 27 ? place : 0))).toBeCloseTo((27 / 36 - 1 / 4) / (3 / 4), 9);
  none.dispose();
});
