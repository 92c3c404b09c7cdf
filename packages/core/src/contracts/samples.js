/** Samples that are written at once: their number is rounded up to a multiple of it. */
const SAMPLES_AT_ONCE = 16;
/**
 * Integer samples of floats in [0, 1], close together in int32 `[words + 1]`: clamped, times 255 or 65535, rounded, halves
 * to the even number. The last word is 1 when there was a NaN, else 0.
 */
export const SAMPLES = {
    kernelName: 'SrkitSamples',
    inputs: ['x'],
    outputShape: ({ x }, { bitDepth }) => {
        const count = x.reduce((product, side) => product * side, 1);
        return [(Math.ceil(count / SAMPLES_AT_ONCE) * SAMPLES_AT_ONCE * (bitDepth / 8)) / 4 + 1];
    },
};
