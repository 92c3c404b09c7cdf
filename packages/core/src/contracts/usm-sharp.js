/** Unsharp mask of a picture in [0, 1], `[n, h, w, c]`. */
export const USM_SHARP = {
    kernelName: 'SrkitUsmSharp',
    inputs: ['x'],
    outputShape: ({ x }) => [...x],
};
