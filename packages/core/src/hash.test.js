import { describe, expect, it } from 'vitest';
import { fnv1a32, mixBits } from './hash';
describe('fnv1a32', () => {
    it('has the published values', () => {
        expect(fnv1a32('')).toBe(0x811c9dc5);
        expect(fnv1a32('a')).toBe(0xe40c292c);
        expect(fnv1a32('foobar')).toBe(0xbf9cf968);
    });
    it('takes bytes of UTF-8, not code units', () => {
        // c3 a4 are the bytes of U+00E4.
        const byHand = [0xc3, 0xa4].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
        expect(fnv1a32('\u00e4')).toBe(byHand);
    });
});
describe('mixBits', () => {
    it('is the finaliser of MurmurHash3', () => {
        // Steps of the reference, written in integers of any size.
        const reference = (word) => {
            const mask = 0xffffffffn;
            let h = word & mask;
            h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask;
            h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask;
            return h ^ (h >> 16n);
        };
        for (const word of [0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, -1, 2 ** 32 + 5]) {
            expect(BigInt(mixBits(word) >>> 0)).toBe(reference(BigInt(word)));
        }
    });
});
