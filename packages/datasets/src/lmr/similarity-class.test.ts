import { expect, it } from 'vitest';
import { similarityClass } from './similarity-class';

it('a class begins at its least overlap and scale, and needs both', () => {
  const cases: readonly [number, number, string][] = [
    [0.3, 0.9, 'H'],
    [1, 4, 'H'],
    [0.2999, 0.9, 'M'],
    [0.3, 0.8999, 'M'],
    [0.1, 0.66, 'M'],
    [0.0999, 0.9, 'L'],
    [0.9, 0.6599, 'L'],
    [0, 0, 'L'],
  ];
  for (const [overlap, scale, expected] of cases) {
    expect(similarityClass(overlap, scale), `${overlap} ${scale}`).toBe(expected);
  }
});
