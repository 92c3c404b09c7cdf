import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import '@srkit/backend-wasm';
import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { nearestKeys } from './nearest-keys';

const random = (shape: [number, number], seed: number): tf.Tensor2D =>
  tf.randomUniform(shape, -1, 1, 'float32', seed);

describe.each(['cpu', 'wasm', 'srkit-wasm'])('nearestKeys on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    await tf.ready();
  });

  it('finds the largest products among the keys of the cells that a query names', () => {
    fc.assert(
      fc.property(
        fc.record({
          n: fc.integer({ min: 1, max: 120 }),
          m: fc.integer({ min: 1, max: 60 }),
          d: fc.integer({ min: 1, max: 20 }),
          cellCount: fc.integer({ min: 1, max: 6 }),
          probed: fc.integer({ min: 1, max: 4 }),
          count: fc.integer({ min: 1, max: 9 }),
        }),
        fc.nat(1e6),
        ({ n, m, d, cellCount, probed, count }, seed) => {
          const before = tf.memory().numTensors;
          const [queries, keys] = [random([n, d], seed), random([m, d], seed + 1)];
          const cell = Array.from({ length: m }, (_, i) => (i * 7 + seed) % cellCount).sort((a, b) => a - b);
          const asked = Array.from({ length: n * probed }, (_, i) => (i * i + seed) % cellCount);
          const cells = tf.tensor1d(cell, 'int32');
          const probes = tf.tensor2d(asked, [n, probed], 'int32');
          const found = nearestKeys({ queries, keys, cells, cellCount, probes }, count);
          expect(found.shape).toEqual([n, count]);
          expect(found.dtype).toBe('int32');
          const rows = found.arraySync();
          const [a, b] = [queries.arraySync(), keys.arraySync()];
          rows.forEach((row, query) => {
            const own = asked.slice(query * probed, (query + 1) * probed);
            const product = (key: number) => a[query]!.reduce((sum, v, c) => sum + v * b[key]![c]!, 0);
            const among = cell.flatMap((each, key) => (own.includes(each) ? [product(key)] : []));
            const best = among.sort((x, y) => y - x).slice(0, count);
            const keysFound = row.filter((key) => key >= 0);
            expect(row.slice(best.length)).toEqual(Array(count - best.length).fill(-1));
            expect(new Set(keysFound).size).toBe(best.length);
            keysFound.forEach((key, i) => {
              expect(own).toContain(cell[key]);
              expect(product(key)).toBeCloseTo(best[i]!, 5);
            });
          });
          tf.dispose([queries, keys, cells, probes, found]);
          expect(tf.memory().numTensors).toBe(before);
        },
      ),
      { numRuns: 40, seed: 3 },
    );
  });
});

it('takes more queries and keys than one task and one panel hold', async () => {
  await tf.setBackend('srkit-wasm');
  const [queries, keys] = [random([1100, 8], 1), random([37, 8], 2)];
  const cells = tf.zeros<tf.Rank.R1>([37], 'int32');
  const probes = tf.zeros<tf.Rank.R2>([1100, 1], 'int32');
  const found = nearestKeys({ queries, keys, cells, cellCount: 1, probes }, 1);
  const expected = tf.tidy(() => tf.argMax(tf.matMul(queries, keys, false, true), 1));
  expect(Array.from(found.dataSync())).toEqual(Array.from(expected.dataSync()));
  tf.dispose([queries, keys, cells, probes, found, expected]);
});

it('names what does not fit', () => {
  const request = {
    queries: tf.zeros<tf.Rank.R2>([4, 3]),
    keys: tf.zeros<tf.Rank.R2>([5, 3]),
    cells: tf.zeros<tf.Rank.R1>([5], 'int32'),
    cellCount: 1,
    probes: tf.zeros<tf.Rank.R2>([4, 1], 'int32'),
  };
  expect(() => nearestKeys(request, 0)).toThrow(ConfigError);
  expect(() => nearestKeys({ ...request, cellCount: 1.5 }, 1)).toThrow(/cellCount is 1.5/);
  expect(() => nearestKeys({ ...request, cells: tf.zeros([4], 'int32') }, 1)).toThrow(ShapeError);
  expect(() => nearestKeys({ ...request, keys: tf.zeros([5, 2]) }, 1)).toThrow(/keys \[5,2\]/);
});
