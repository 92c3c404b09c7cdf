import { PILLOW_WEIGHT_BITS } from '@srkit/core';
import type { PillowAxis } from './pillow-axis';

/** Samples that are computed together, so that the innermost loop runs over the taps and sums stay in registers. */
const BLOCK = 4;

/**
 * Resizes the middle axis of `[outer, size, inner]` samples to `[outer, outSize, inner]`, every result rounded (half up)
 * and clamped to 8 bits. A picture's rows are `[1, height, width * channels]`, its columns `[height, width, channels]`.
 */
export const pillowPass = (
  data: Uint8Array,
  outer: number,
  size: number,
  inner: number,
  { first, offset, weight }: PillowAxis,
): Uint8Array => {
  const outSize = first.length;
  // Every sum starts at one half, and with 8-bit samples stays below 2^31.
  const half = 2 ** (PILLOW_WEIGHT_BITS - 1);
  const bits = PILLOW_WEIGHT_BITS;
  const out = new Uint8ClampedArray(outer * outSize * inner);
  for (let o = 0; o < outer; o++) {
    for (let d = 0; d < outSize; d++) {
      const begin = offset[d]!;
      const end = offset[d + 1]!;
      const from = (o * size + first[d]!) * inner;
      const to = (o * outSize + d) * inner;
      let i = 0;
      if (end - begin === 4) {
        // Bicubic enlargement, but for its border.
        const w0 = weight[begin]!;
        const w1 = weight[begin + 1]!;
        const w2 = weight[begin + 2]!;
        const w3 = weight[begin + 3]!;
        const second = from + inner;
        const third = second + inner;
        const fourth = third + inner;
        for (; i < inner; i++) {
          const front = (Math.imul(w0, data[from + i]!) + Math.imul(w1, data[second + i]!)) | 0;
          const back = (Math.imul(w2, data[third + i]!) + Math.imul(w3, data[fourth + i]!)) | 0;
          out[to + i] = (((half + front) | 0) + back) >> bits;
        }
        continue;
      }
      for (; i + BLOCK <= inner; i += BLOCK) {
        let s0 = half;
        let s1 = half;
        let s2 = half;
        let s3 = half;
        let p = from + i;
        for (let k = begin; k < end; k++) {
          const w = weight[k]!;
          s0 = (s0 + Math.imul(w, data[p]!)) | 0;
          s1 = (s1 + Math.imul(w, data[p + 1]!)) | 0;
          s2 = (s2 + Math.imul(w, data[p + 2]!)) | 0;
          s3 = (s3 + Math.imul(w, data[p + 3]!)) | 0;
          p += inner;
        }
        const q = to + i;
        out[q] = s0 >> bits;
        out[q + 1] = s1 >> bits;
        out[q + 2] = s2 >> bits;
        out[q + 3] = s3 >> bits;
      }
      // The pixels of a row of RGB.
      for (; i + 3 <= inner; i += 3) {
        let s0 = half;
        let s1 = half;
        let s2 = half;
        let p = from + i;
        for (let k = begin; k < end; k++) {
          const w = weight[k]!;
          s0 = (s0 + Math.imul(w, data[p]!)) | 0;
          s1 = (s1 + Math.imul(w, data[p + 1]!)) | 0;
          s2 = (s2 + Math.imul(w, data[p + 2]!)) | 0;
          p += inner;
        }
        const q = to + i;
        out[q] = s0 >> bits;
        out[q + 1] = s1 >> bits;
        out[q + 2] = s2 >> bits;
      }
      for (; i < inner; i++) {
        let sum = half;
        let p = from + i;
        for (let k = begin; k < end; k++) {
          sum = (sum + Math.imul(weight[k]!, data[p]!)) | 0;
          p += inner;
        }
        out[to + i] = sum >> bits;
      }
    }
  }
  return new Uint8Array(out.buffer);
};
