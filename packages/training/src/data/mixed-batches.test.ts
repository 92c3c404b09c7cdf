import { describe, expect, it } from 'vitest';
import type { BatchSource } from '..';
import { mixedBatches } from '..';

/** Counts, with a letter. */
const counter = (letter: string): BatchSource<string> => {
  let count = 0;
  return {
    next: async () => `${letter}${count++}`,
    state: () => count,
    resume: (state) => {
      count = state as number;
    },
  };
};

const mixture = (seed = 0) =>
  mixedBatches(
    [
      { source: counter('a'), share: 3 },
      { source: counter('b'), share: 1 },
    ],
    { seed },
  );

const take = async (source: BatchSource<string>, count: number): Promise<string[]> => {
  const taken: string[] = [];
  for (let i = 0; i < count; i++) taken.push(await source.next());
  return taken;
};

describe('mixedBatches', () => {
  it('gives each source its share, in an order that the seed decides', async () => {
    const taken = await take(mixture(), 4000);
    const share = taken.filter((each) => each.startsWith('b')).length / taken.length;
    expect(share).toBeGreaterThan(0.23);
    expect(share).toBeLessThan(0.27);
    expect(await take(mixture(), 4000)).toEqual(taken);
    expect(await take(mixture(1), 50)).not.toEqual(taken.slice(0, 50));
    // Neither in turn nor in runs: both follow themselves and each other.
    const pairs = new Set(taken.slice(1).map((each, i) => `${taken[i]![0]}${each[0]}`));
    expect([...pairs].sort()).toEqual(['aa', 'ab', 'ba', 'bb']);
  });

  it('goes on where it was', async () => {
    const whole = await take(mixture(), 40);
    const first = mixture();
    await take(first, 17);
    const second = mixture();
    await second.resume(JSON.parse(JSON.stringify(first.state())));
    expect(await take(second, 23)).toEqual(whole.slice(17));
  });

  it('refuses shares and states that cannot be', async () => {
    expect(() => mixedBatches([])).toThrow(/no sources/);
    expect(() => mixedBatches([{ source: counter('a'), share: 0 }])).toThrow(
      /a share is 0, expected a number/,
    );
    const one = mixedBatches([{ source: counter('a'), share: 1 }]);
    await expect(one.resume(mixture().state())).rejects.toThrow(/begun with 2 sources, now there are 1/);
  });
});
