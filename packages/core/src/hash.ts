/** 32-bit FNV-1a of a text's UTF-8 bytes, as an unsigned integer (Fowler, Noll, Vo). */
export const fnv1a32 = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
};

/**
 * The finaliser of MurmurHash3 (Appleby), which lets every bit of a word reach every other: a bijection of 32-bit
 * integers, signed as bitwise operators give them. Of a word of more bits the lowest 32 count.
 */
export const mixBits = (word: number): number => {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};

/** A number in [0, 1) for each place in a series, the same for the same seed: who goes on needs no state. */
export const randomAt = (seed: number, step: number, index: number): number =>
  (mixBits(mixBits(mixBits(seed + 0x9e3779b9) + step) + Math.imul(index + 1, 0x85ebca6b)) >>> 0) / 2 ** 32;
