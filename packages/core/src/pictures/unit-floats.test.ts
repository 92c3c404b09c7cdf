import { describe, expect, it } from 'vitest';
import { unitFloats } from './unit-floats';

describe('unitFloats', () => {
  it('divides every byte by 255, wherever the two arrays begin and end', () => {
    const bytes = Uint8Array.from({ length: 1030 }, (_, i) => (i * 7 + (i >> 8) * 3) & 255);
    for (const skip of [0, 1, 2, 3]) {
      for (const at of [0, 1, 2, 5]) {
        for (const length of [0, 1, 2, 3, 512, 1025]) {
          const data = bytes.subarray(skip, skip + length);
          const out = new Float32Array(1040).fill(-1);
          unitFloats(data, out.subarray(1), at);
          const expected = new Float32Array(1040).fill(-1);
          for (const [i, byte] of data.entries()) expected[1 + at + i] = byte / 255;
          expect(out).toEqual(expected);
        }
      }
    }
  });
});
