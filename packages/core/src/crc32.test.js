import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32';
describe('crc32', () => {
    it('has the check value of its definition', () => {
        expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
        expect(crc32(new Uint8Array(0))).toBe(0);
    });
    it('agrees with zlib at all lengths and alignments around a step', () => {
        const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * 167 + (i >> 3)) & 0xff);
        for (let start = 0; start < 9; start++) {
            for (let end = start; end < 60; end++) {
                const part = bytes.subarray(start, end);
                expect(crc32(part)).toBe(zlibCrc32(part));
            }
        }
    });
});
