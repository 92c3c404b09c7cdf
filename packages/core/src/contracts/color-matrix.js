/** The last axis times a matrix, plus an offset: `[..., inputs]` to `[..., outputs]`. */
export const COLOR_MATRIX = {
    kernelName: 'SrkitColorMatrix',
    inputs: ['x'],
    outputShape: ({ x }, { offset }) => [...x.slice(0, -1), offset.length],
};
