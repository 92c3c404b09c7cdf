/** `prelu(z + bias)`: `z` of any shape whose last axis is the channels, `bias` and `slopes` `[channels]`. */
export const BIAS_PRELU = {
    kernelName: 'BiasPrelu',
    inputs: ['z', 'bias', 'slopes'],
    outputShape: ({ z }) => [...z],
};
/** Its gradients at once: three results, for `z`, `bias` and `slopes`, given that of the result. */
export const BIAS_PRELU_GRADIENTS = {
    kernelName: 'BiasPreluGradients',
    inputs: ['dy', 'z', 'bias', 'slopes'],
    outputShape: ({ z }) => [...z],
};
