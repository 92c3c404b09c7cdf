import { mixBits } from '@srkit/core';
import { mixSeeds } from './draws';
/** Enough for a Feistel network to look random (Luby and Rackoff need four). */
const ROUNDS = 6;
/** Below this many values a network has too few keys that differ. */
const LEAST_BITS = 8;
/**
 * A random order of 0..length-1, computed place by place: a Feistel network on the next power of four, walked until it
 * comes out below `length`. An order of many million samples takes no memory, and a resumed one starts anywhere.
 */
export const seededPermutation = (length, seed) => {
    const half = Math.ceil(Math.max(LEAST_BITS, Math.log2(length + 1)) / 2);
    const size = 2 ** half;
    const keys = Array.from({ length: ROUNDS }, (_, round) => mixSeeds(seed, round));
    const once = (value) => {
        let left = Math.floor(value / size);
        let right = value % size;
        for (const key of keys) {
            const mixed = (mixBits(right ^ key) >>> 0) % size;
            [left, right] = [right, (left ^ mixed) >>> 0];
        }
        return left * size + right;
    };
    return (place) => {
        let value = once(place);
        while (value >= length)
            value = once(value);
        return value;
    };
};
