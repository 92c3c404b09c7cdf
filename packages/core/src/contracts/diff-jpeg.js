/** JPEG compression and decompression of RGB in [0, 1], `[n, h, w, 3]`. */
export const DIFF_JPEG = {
    kernelName: 'SrkitDiffJpeg',
    inputs: ['x'],
    outputShape: ({ x }) => [...x],
};
/** Quantisation steps of luma, row by row; the standard table transposed, as the official code has it. */
export const JPEG_LUMA_STEPS = [
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
export const JPEG_CHROMA_STEPS = [
    [17, 18, 24, 47, 99, 99, 99, 99],
    [18, 21, 26, 66, 99, 99, 99, 99],
    [24, 26, 56, 99, 99, 99, 99, 99],
    [47, 66, 99, 99, 99, 99, 99, 99],
    [99, 99, 99, 99, 99, 99, 99, 99],
    [99, 99, 99, 99, 99, 99, 99, 99],
    [99, 99, 99, 99, 99, 99, 99, 99],
    [99, 99, 99, 99, 99, 99, 99, 99],
].flat();
