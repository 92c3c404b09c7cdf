import '@tensorflow/tfjs';
import { MATCH_CANDIDATES, NEAREST_KEYS } from '@srkit/core/contracts';
import { engine, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { registerTestBackends, TEST_BACKENDS, usedBytes } from '../testing/test-backends';

registerTestBackends();

/** Few different numbers, so that many products are equal. */
const numbers = (shape: number[], seed: number): Tensor => {
  let state = seed + 1;
  const values = Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 30) - 1.7;
  });
  return tensor(values, shape);
};

const whole = (shape: number[], most: number, seed: number): Tensor =>
  tidy(() => numbers(shape, seed).add(1.7).mul(97).add(seed).mod(most).toInt());

const results = async (backend: string, make: () => Tensor): Promise<Float32Array | Int32Array> => {
  await setBackend(backend);
  const before = usedBytes();
  const found = tidy(make);
  const values = (await found.data()) as Float32Array | Int32Array;
  found.dispose();
  expect(usedBytes()).toBe(before);
  return values;
};

it.each([
  [4, 1, 1],
  [7, 9, 5],
  [96, 40, 16],
])('nearestKeys of %i numbers finds the same on any number of threads', async (depth, cellCount, count) => {
  const make = () => {
    const cells = tensor(
      Array.from({ length: 300 }, (_, key) => Math.floor((key * cellCount) / 300)),
      [300],
      'int32',
    );
    const inputs = {
      queries: numbers([700, depth], 1),
      keys: numbers([300, depth], 2),
      cells,
      probes: whole([700, Math.min(3, cellCount)], cellCount, 3),
    };
    return engine().runKernel(NEAREST_KEYS.kernelName, inputs, { count, cellCount }) as Tensor;
  };
  const [first, ...others] = TEST_BACKENDS;
  const expected = await results(first!, make);
  for (const backend of others) expect(await results(backend, make)).toEqual(expected);
});

it('matchCandidates finds the same on any number of threads, and passes over places that are none', async () => {
  const make = () => {
    const inputs = {
      input: numbers([40, 50, 19], 1),
      ref: numbers([30, 20, 19], 2),
      // Some lie behind the last patch.
      candidates: whole([38 * 48, 6], 600, 3),
    };
    return engine().runKernel(MATCH_CANDIDATES.kernelName, inputs, { patchSize: 3 }) as Tensor;
  };
  const [first, ...others] = TEST_BACKENDS;
  const expected = await results(first!, make);
  for (let i = 0; i < expected.length; i += 2) expect(expected[i]).toBeLessThan(28 * 18);
  for (const backend of others) expect(await results(backend, make)).toEqual(expected);
});
