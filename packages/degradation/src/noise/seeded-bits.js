import { mixBits } from '@srkit/core';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
/** Draws that a state needs until nothing of a small seed shows in its output any more. */
const WARM_UP = 32;
/**
 * The stream of random bits of a seed, an unsigned 32-bit integer. pure-rand takes the seed into the state as it
 * is, which would make the first draws of neighbouring seeds alike: here it is hashed and the state warmed up.
 */
export const seededBits = (seed) => {
    const bits = xoroshiro128plus(mixBits(seed));
    for (let i = 0; i < WARM_UP; i++)
        bits.next();
    return bits;
};
