import { fnv1a32 } from '@srkit/core';
import type { Draws } from '../random/draws';

/** The seed of one thing among many: the same wherever and in whatever order they are drawn. */
export const seedOf = (seed: number, ...names: readonly (string | number)[]): number =>
  fnv1a32(JSON.stringify([seed, ...names]));

/** The same things in another order. */
export const shuffled = <T>(draws: Draws, things: readonly T[]): T[] =>
  draws.permutation(things.length).map((place) => things[place]!);
