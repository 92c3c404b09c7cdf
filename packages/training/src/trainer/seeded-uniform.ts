import { mixBits } from '@srkit/core';

/**
 * A number in [0, 1) that depends on nothing but its arguments: what an iteration draws is the same after a resume, with
 * nothing to keep.
 */
export const seededUniform = (seed: number, ...place: readonly number[]): number =>
  (place.reduce((word, each) => mixBits(mixBits(word + 0x9e3779b9) ^ each), mixBits(seed)) >>> 0) / 2 ** 32;
