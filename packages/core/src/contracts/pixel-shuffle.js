/** `[n, h, w, c * f * f]` to `[n, h * f, w * f, c]`; the depth is ordered (channel, row offset, column offset). */
export const PIXEL_SHUFFLE = {
    kernelName: 'SrkitPixelShuffle',
    inputs: ['x'],
    outputShape: ({ x: [n, h, w, c] }, { factor: f }) => [n, h * f, w * f, c / f ** 2],
};
/** Its inverse. */
export const PIXEL_UNSHUFFLE = {
    kernelName: 'SrkitPixelUnshuffle',
    inputs: ['x'],
    outputShape: ({ x: [n, h, w, c] }, { factor: f }) => [n, h / f, w / f, c * f ** 2],
};
