/** Pixels that a padding puts before a side, for a kernel of `kernel` pixels on that side. */
export const padBefore = (padding, kernel) => padding === 'reflect' ? kernel >> 1 : padding === 'full' ? kernel - 1 : 0;
/** Length of a filtered side. */
export const filteredSide = (padding, side, kernel) => side + 2 * padBefore(padding, kernel) - kernel + 1;
/**
 * Cross-correlation of every channel of `x` `[n, h, w, c]` with its sample's `kernel` `[n, kh, kw]`, or one for all,
 * `[1, kh, kw]`.
 */
export const FILTER2D = {
    kernelName: 'SrkitFilter2d',
    inputs: ['x', 'kernel'],
    outputShape: ({ x: [n, h, w, c], kernel: [, kh, kw] }, { padding }) => [
        n,
        filteredSide(padding, h, kh),
        filteredSide(padding, w, kw),
        c,
    ],
};
