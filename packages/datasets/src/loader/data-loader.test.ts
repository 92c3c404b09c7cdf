import { getEventListeners } from 'node:events';
import { DatasetError } from '@srkit/core';
import { encodeImage } from '@srkit/image';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset, Draw } from '../dataset';
import { openLoader } from '../index';
import { seededPermutation } from '../random/seeded-permutation';
import type { Sample } from '../samples';
import { drawPicture, layOut } from '../testing/draw-pictures';
import { DataLoader, type DataLoaderOptions } from './data-loader';

interface Told extends Sample {
  readonly draw: Draw;
}

/** A set of `length` samples that say what they were asked for; `bad` ones cannot be read. */
const setOf = (length: number, bad: readonly number[] = []) => {
  const under = { now: 0, most: 0, asked: 0 };
  const dataset: Dataset<Told> = {
    length,
    names: Array.from({ length }, (_, i) => `${i}.png`),
    sample: async (index, draw, signal) => {
      under.asked++;
      under.most = Math.max(under.most, ++under.now);
      // Later samples are often ready before earlier ones.
      await new Promise((resolve) => setTimeout(resolve, (index * 7) % 5));
      under.now--;
      signal?.throwIfAborted();
      if (bad.includes(index)) throw new DatasetError('E_DATASET_PICTURE', `${index}.png is damaged`);
      return { name: `${index}.png`, seed: draw.seed, draw };
    },
    close: async () => undefined,
  };
  return { dataset, under };
};

const take = async (length: number, options: DataLoaderOptions, batches: number, bad?: readonly number[]) => {
  const loader = new DataLoader(setOf(length, bad).dataset, options);
  const out: (readonly Told[])[] = [];
  for await (const { samples } of loader) {
    out.push(samples);
    if (out.length === batches) break;
  }
  const state = loader.state();
  await loader.close();
  return { out, state, skipped: loader.skipped };
};

const names = (out: readonly (readonly Told[])[]): string[] => out.flat().map(({ name }) => name);

describe('an order', () => {
  it('has every place once, and another one for another seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), (length, seed) => {
        const at = seededPermutation(length, seed);
        const seen = new Set(Array.from({ length }, (_, i) => at(i)));
        expect(seen.size).toBe(length);
        expect(Math.max(...seen)).toBe(length - 1);
      }),
      { numRuns: 50 },
    );
    const first = (seed: number) =>
      Array.from({ length: 20 }, (_, i) => seededPermutation(20, seed)(i)).join();
    expect(new Set(Array.from({ length: 100 }, (_, seed) => first(seed))).size).toBe(100);
  });

  it('takes no place more often than others', () => {
    const counts = new Array<number>(7 * 7).fill(0);
    for (let seed = 0; seed < 7000; seed++) {
      const at = seededPermutation(7, seed);
      for (let i = 0; i < 7; i++) counts[i * 7 + at(i)]!++;
    }
    // 1000 each, with a standard deviation of 29.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('a loader', () => {
  it('goes through all pictures in each epoch, in another order, and enlarged as often', async () => {
    const { out } = await take(6, { batchSize: 3, seed: 1 }, 4);
    const [first, second] = [names(out.slice(0, 2)), names(out.slice(2))];
    expect([...first].sort()).toEqual(['0.png', '1.png', '2.png', '3.png', '4.png', '5.png']);
    expect([...second].sort()).toEqual([...first].sort());
    expect(second).not.toEqual(first);
    const enlarged = names((await take(3, { batchSize: 2, enlarge: 2, epochs: 1 }, 9)).out).sort();
    expect(enlarged).toEqual(['0.png', '0.png', '1.png', '1.png', '2.png', '2.png']);
    const inOrder = await take(5, { batchSize: 2, shuffle: false, dropLast: false, epochs: 1 }, 9);
    expect(inOrder.out.map((batch) => batch.length)).toEqual([2, 2, 1]);
    expect(names(inOrder.out)).toEqual(['0.png', '1.png', '2.png', '3.png', '4.png']);
  });

  it('gives every sample a seed of its own, and a batch one for all', async () => {
    const { out } = await take(4, { batchSize: 4, seed: 3 }, 25);
    expect(new Set(out.flat().map(({ seed }) => seed)).size).toBe(100);
    expect(new Set(out.flat().map(({ draw }) => draw.batch.seed)).size).toBe(25);
    expect(out[3]!.map(({ draw }) => draw.batch)).toEqual(
      [0, 1, 2, 3].map((place) => ({ seed: out[3]![0]!.draw.batch.seed, size: 4, place })),
    );
  });

  it.each([0, 8])('goes on where its state was, with a pool of %i', async (poolSize) => {
    const options = { batchSize: 2, seed: 5, poolSize, enlarge: 3 };
    const { out } = await take(7, options, 30);
    for (const stop of [0, 1, 9, 22]) {
      const before = await take(7, options, stop === 0 ? 1 : stop);
      const state = stop === 0 ? undefined : JSON.parse(JSON.stringify(before.state));
      const after = await take(7, { ...options, from: state }, 30 - stop);
      expect(after.out).toEqual(out.slice(stop));
    }
  });

  it('mixes many batches in a pool: batches are passed on while it fills, then nothing is lost or doubled', async () => {
    const { out } = await take(40, { batchSize: 4, seed: 2, poolSize: 12, shuffle: false }, 60);
    const plain = await take(40, { batchSize: 4, seed: 2, shuffle: false }, 60);
    expect(out.slice(0, 3)).toEqual(plain.out.slice(0, 3));
    const later = out.slice(3).flat();
    expect(new Set(later).size).toBe(later.length);
    expect(new Set(later.map(({ seed }) => seed)).size).toBe(later.length);
    // All but the twelve that are still in the pool have come out.
    const drawn = plain.out.flat().map(({ seed }) => seed);
    const out2 = new Set(later.map(({ seed }) => seed));
    expect(drawn.filter((seed) => !out2.has(seed))).toHaveLength(12);
    // What goes in comes out later, and never at once.
    for (let n = 3; n < 60; n++) {
      const own = new Set(plain.out[n]!.map(({ seed }) => seed));
      expect(out[n]!.filter(({ seed }) => own.has(seed))).toEqual([]);
    }
    expect(new Set(out[20]!.map(({ draw }) => draw.batch.seed)).size).toBeGreaterThan(1);
  });

  it('makes no more ahead than it may', async () => {
    const { dataset, under } = setOf(100);
    const loader = new DataLoader(dataset, { batchSize: 4, prefetch: 2 });
    await loader.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(under.asked).toBe(12);
    expect(under.most).toBeLessThanOrEqual(12);
    await loader.close();
  });

  it('names a bad picture and stops, or puts the next one in its place', async () => {
    const options = { batchSize: 2, shuffle: false, epochs: 1 };
    await expect(take(6, options, 9, [3])).rejects.toThrow('3.png is damaged');
    const { out, skipped } = await take(6, { ...options, onBadPicture: 'skip' }, 9, [3, 4]);
    expect(names(out)).toEqual(['0.png', '1.png', '2.png', '5.png', '5.png', '5.png']);
    expect([...skipped]).toEqual([
      ['3.png', '3.png is damaged'],
      ['4.png', '4.png is damaged'],
    ]);
    // The others have the draws that they had.
    const whole = await take(6, options, 9);
    expect(out.flat().map(({ seed }) => seed)).toEqual(whole.out.flat().map(({ seed }) => seed));
    await expect(take(2, { ...options, onBadPicture: 'skip' }, 9, [0, 1])).rejects.toThrow(/No picture/);
  });

  it('ends when it is aborted or closed, also while a sample takes for ever', async () => {
    const controller = new AbortController();
    const { dataset } = setOf(10);
    const loader = new DataLoader(dataset, { batchSize: 2, signal: controller.signal });
    await loader.next();
    controller.abort(new Error('enough'));
    await expect(loader.next()).rejects.toThrow('enough');
    await loader.close();
    const endless = { ...dataset, sample: () => new Promise<Told>(() => undefined) };
    const later = new AbortController();
    const stuck = new DataLoader(endless, { batchSize: 2, signal: later.signal });
    const next = stuck.next();
    later.abort(new Error('at once'));
    await expect(next).rejects.toThrow('at once');
  });

  it('does not let Node think that the pictures of its batches leak', async () => {
    const picture = await encodeImage(drawPicture(40, 40, 1), { format: 'jpeg' });
    const root = await layOut(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`${i}.jpg`, picture])));
    const warnings: string[] = [];
    const listen = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', listen);
    const controller = new AbortController();
    const loader = await openLoader(
      { type: 'images', root },
      { batchSize: 8, workers: 0, enlarge: 4, signal: controller.signal },
    );
    for (let i = 0; i < 3; i++) await loader.next();
    expect(getEventListeners(controller.signal, 'abort').length).toBeLessThan(2);
    await loader.close();
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });

  it.each([
    [{ batchSize: 0 }, /batchSize is 0/],
    [{ batchSize: 12 }, /Set enlarge to 2 or more/],
    [{ batchSize: 2, poolSize: 5 }, /multiple of the batch/],
    [{ batchSize: 2, seed: -1 }, /seed is -1/],
    [{ batchSize: 2, batchsize: 3 }, /did you mean batchSize/],
    [{ batchSize: 2, enlarge: Number.NaN }, /enlarge is NaN/],
    [
      { batchSize: 2, from: { ...new DataLoader(setOf(10).dataset, { batchSize: 2 }).state(), seed: 9 } },
      /its seed is 9/,
    ],
  ])('refuses %j', (options, message) => {
    expect(() => new DataLoader(setOf(10).dataset, options as DataLoaderOptions)).toThrow(message);
  });
});
