import { describe, expect, it } from 'vitest';
import { pictureOf, splitNames } from './split';

const pieces = (folder: string, scale: string, photos: number): string[] =>
  Array.from({ length: photos }, (_, photo) =>
    [1, 2, 3].map((piece) => `${folder}/${100 + photo}${scale}_s00${piece}.png`),
  ).flat();

describe('parts of a set', () => {
  it('share no picture, whatever folders its scales and pieces lie in', () => {
    const names = [...pieces('sub', '', 20), ...pieces('sub-T3', 'T3', 20), 'hr/100.png', 'more/200.v2.png'];
    const parts = splitNames(names, [3, 1], { seed: 1, key: pictureOf });
    expect(parts.flat().sort()).toEqual(names.toSorted());
    const [train, val] = parts.map((part) => new Set(part.map(pictureOf))) as [Set<string>, Set<string>];
    expect([...train].filter((picture) => val.has(picture))).toEqual([]);
    expect([train.size, val.size]).toEqual([16, 5]);
    expect(pictureOf('more/200.v2.png')).toBe('200.v2');
  });

  it('depend on the seed and not on the order of the names', () => {
    const names = pieces('sub', '', 20);
    const split = (order: string[], seed: number) => splitNames(order, [1, 1], { seed, key: pictureOf });
    expect(split(names.toReversed(), 1)).toEqual(split(names, 1));
    expect(split(names, 2)).not.toEqual(split(names, 1));
  });

  it('are each of one picture at least, or there are too few', () => {
    const names = pieces('sub', '', 3);
    const parts = splitNames(names, [1000, 1, 1], { seed: 0, key: pictureOf });
    expect(parts.map((part) => part.length)).toEqual([3, 3, 3]);
    expect(() => splitNames(names, [1, 1, 1, 1], { seed: 0, key: pictureOf })).toThrow(
      /3 pictures for 4 parts/,
    );
    for (const shares of [[1], [1, 0], [1, Number.NaN]]) {
      expect(() => splitNames(names, shares, { seed: 0, key: pictureOf })).toThrow(/two positive numbers/);
    }
  });
});
