import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws that a state needs until nothing of a small seed shows in its output any more. */
const WARM_UP = 32;

/** The generator behind all noise. `next()` gives 32 random bits as a signed integer, and changes it. */
export type Bits = ReturnType<typeof xoroshiro128plus>;

/**
 * The stream of random bits of a seed, an unsigned 32-bit integer. pure-rand takes the seed into the state as it
 * is, which would make the first draws of neighbouring seeds alike: here it is hashed and the state warmed up.
 */
export const seededBits = (seed: number): Bits => {
  // The finaliser of MurmurHash3, a bijection of 32-bit integers.
  let hash = seed ^ (seed >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  const bits = xoroshiro128plus(hash ^ (hash >>> 16));
  for (let i = 0; i < WARM_UP; i++) bits.next();
  return bits;
};
