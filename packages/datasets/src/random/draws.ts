import { mixBits } from '@srkit/core';
import { type RandomSource, seededSource } from '@srkit/degradation';

/** The random decisions of a sample, in the order of the official code: seeded, or recorded ones that are replayed. */
export interface Draws extends Pick<RandomSource, 'uniform' | 'integer' | 'choice'> {
  /** The numbers 0..count-1 in random order. */
  permutation(count: number): number[];
}

/** The draws of a sample's seed. */
export type DrawsOf = (seed: number) => Draws;

export const seededDraws: DrawsOf = (seed) => {
  const source = seededSource(seed, 0);
  return {
    uniform: source.uniform,
    integer: source.integer,
    choice: source.choice,
    permutation: (count) => {
      const order = Array.from({ length: count }, (_, i) => i);
      for (let i = count - 1; i > 0; i--) {
        const j = source.integer(0, i);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    },
  };
};

/** True every other time: one draw. */
export const coin = (draws: Draws): boolean => draws.uniform(0, 1) < 0.5;

/** Numbers made one unsigned 32-bit seed; neighbouring numbers give unrelated seeds. */
export const mixSeeds = (...numbers: readonly number[]): number => {
  let seed = 0;
  for (const number of numbers) {
    // Both halves of a number beyond 32 bits count.
    for (const word of [number | 0, Math.floor(number / 2 ** 32) | 0]) {
      seed = mixBits(seed ^ mixBits((word + 0x9e3779b9) | 0)) + 0x9e3779b9;
    }
  }
  return seed >>> 0;
};
