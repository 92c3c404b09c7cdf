const layer = (place) => ({ weight: `weight${place}`, bias: `bias${place}` });
/** Names of the inputs of the block's 3x3 convolutions, in their order. */
export const DENSE_BLOCK_LAYERS = [layer(1), layer(2), layer(3), layer(4), layer(5)];
/**
 * ESRGAN's residual dense block in one call, for inference. `x` is `[n, h, w, c]`, `weight1` to `weight5` are
 * `[3, 3, in, out]`, each seeing the input and all outputs before it, `bias1` to `bias5` `[out]`. Counts of channels are
 * multiples of 4.
 */
export const RESIDUAL_DENSE_BLOCK = {
    kernelName: 'ResidualDenseBlock',
    inputs: ['x', ...DENSE_BLOCK_LAYERS.flatMap(({ weight, bias }) => [weight, bias])],
    outputShape: ({ x }) => [...x],
};
