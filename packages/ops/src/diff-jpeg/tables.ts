/** Quantisation steps of luma, row by row; the standard table transposed, as the official code has it. */
export const LUMA_STEPS: readonly number[] = [
  [16, 12, 14, 14, 18, 24, 49, 72],
  [11, 12, 13, 17, 22, 35, 64, 92],
  [10, 14, 16, 22, 37, 55, 78, 95],
  [16, 19, 24, 29, 56, 64, 87, 98],
  [24, 26, 40, 51, 68, 81, 103, 112],
  [40, 58, 57, 87, 109, 104, 121, 100],
  [51, 60, 69, 80, 103, 113, 120, 103],
  [61, 55, 56, 62, 77, 92, 101, 99],
].flat();

/** Quantisation steps of both chroma components. */
export const CHROMA_STEPS: readonly number[] = [
  [17, 18, 24, 47, 99, 99, 99, 99],
  [18, 21, 26, 66, 99, 99, 99, 99],
  [24, 26, 56, 99, 99, 99, 99, 99],
  [47, 66, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
].flat();

/** What multiplies the tables: 50/q below 50, then 2 - q/50, which is 0 (no quantisation) at 100. */
export const qualityFactor = (quality: number): number => (quality < 50 ? 50 / quality : 2 - quality / 50);

/** `DCT[u * 8 + x]`: the orthonormal DCT-II of eight samples. */
export const DCT: Float64Array = Float64Array.from({ length: 64 }, (_, k) => {
  const [u, x] = [k >> 3, k & 7];
  return Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

/** Full-range BT.601: rows Y, Cb, Cr; columns R, G, B. */
export const RGB_TO_YCC = [
  0.299, 0.587, 0.114, -0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312,
] as const;

/** What Cb and Cr (minus 128) add to R, G and B. */
export const YCC_TO_RGB = { crToR: 1.402, cbToG: -0.344136, crToG: -0.714136, cbToB: 1.772 } as const;
