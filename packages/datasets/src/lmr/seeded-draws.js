import { fnv1a32 } from '@srkit/core';
/** The seed of one thing among many: the same wherever and in whatever order they are drawn. */
export const seedOf = (seed, ...names) => fnv1a32(JSON.stringify([seed, ...names]));
/** The same things in another order. */
export const shuffled = (draws, things) => draws.permutation(things.length).map((place) => things[place]);
