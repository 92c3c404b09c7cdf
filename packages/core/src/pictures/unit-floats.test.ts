import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe.each(['with', 'without'])('unitFloats %s WebAssembly', (way) => {
  it('divides every byte by 255, wherever the two arrays begin and end', async () => {
    if (way === 'without') vi.stubGlobal('WebAssembly', undefined);
    const { unitFloats } = await import('./unit-floats');
    // Longer than what is converted at a time, with every byte at every place of a vector.
    const bytes = Uint8Array.from({ length: 40_000 }, (_, i) => (i * 7 + (i >> 8) * 3) & 255);
    for (const skip of [0, 1, 2, 3]) {
      for (const at of [0, 1, 2, 5]) {
        for (const length of [0, 1, 2, 3, 15, 16, 17, 1025, 16_383, 16_384, 16_385, 33_000]) {
          const data = bytes.subarray(skip, skip + length);
          const out = new Float32Array(length + 16).fill(-1);
          unitFloats(data, out.subarray(1), at);
          const expected = new Float32Array(length + 16).fill(-1);
          for (const [i, byte] of data.entries()) expected[1 + at + i] = byte / 255;
          expect(Buffer.compare(Buffer.from(out.buffer), Buffer.from(expected.buffer))).toBe(0);
        }
      }
    }
  });
});
