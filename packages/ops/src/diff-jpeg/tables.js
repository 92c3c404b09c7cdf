/** What multiplies the tables: 50/q below 50, then 2 - q/50, which is 0 (no quantisation) at 100. */
export const qualityFactor = (quality) => (quality < 50 ? 50 / quality : 2 - quality / 50);
/** `DCT[u * 8 + x]`: the orthonormal DCT-II of eight samples. */
export const DCT = Float64Array.from({ length: 64 }, (_, k) => {
    const [u, x] = [k >> 3, k & 7];
    return Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1) * 0.5;
});
/** Full-range BT.601: rows Y, Cb, Cr; columns R, G, B. */
export const RGB_TO_YCC = [
    0.299, 0.587, 0.114, -0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312,
];
/** What Cb and Cr (minus 128) add to R, G and B. */
export const YCC_TO_RGB = { crToR: 1.402, cbToG: -0.344136, crToG: -0.714136, cbToB: 1.772 };
