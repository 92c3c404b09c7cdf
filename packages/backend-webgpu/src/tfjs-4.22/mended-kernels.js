import { add, cast, reshape, tidy, tile, transpose, } from '@tensorflow/tfjs-core';
/**
 * `Transpose`: a shader that does not compile for int32 and bool, and leaves the result unwritten. As floats they come
 * through: exact up to 2^24, like everything that moves integers on that backend.
 */
const transposeOfIntegers = {
    kernelName: 'Transpose',
    wrap: (stock) => ({
        ...stock,
        kernelFunc: (given) => {
            const x = given.inputs['x'];
            if (x.dtype !== 'int32' && x.dtype !== 'bool')
                return stock.kernelFunc(given);
            return tidy(() => {
                // The sum, because a cast alone keeps the buffer of integers.
                const floats = add(cast(x, 'float32'), 0);
                return cast(transpose(floats, given.attrs['perm']), x.dtype);
            });
        },
    }),
};
/** Operands of a fused kernel that are added or multiplied for each output channel, and may be one number for all. */
const PER_CHANNEL = ['bias', 'preluActivationWeights'];
/** One number as a row of `channels`. */
const spread = (operand, channels) => tile(reshape(operand, [1]), [channels]);
/**
 * Fused convolutions and products read bias and PReLU weights as vectors of four channels, also where there is one number
 * for all of them: the binding is too small, WebGPU refuses it, and the result is whatever lay in memory.
 */
const onePerChannel = (kernelName, channelsOf) => ({
    kernelName,
    wrap: (stock) => {
        const kernelFunc = (given) => {
            const { inputs } = given;
            const channels = channelsOf(inputs, (given.attrs ?? {}));
            const single = PER_CHANNEL.filter((name) => inputs[name] && inputs[name].size === 1);
            if (channels === 1 || single.length === 0)
                return stock.kernelFunc(given);
            return tidy(() => {
                const rows = single.map((name) => [name, spread(inputs[name], channels)]);
                const all = { ...inputs, ...Object.fromEntries(rows) };
                return stock.kernelFunc({ ...given, inputs: all });
            });
        };
        return { ...stock, kernelFunc };
    },
});
export const MENDED_KERNELS = [
    transposeOfIntegers,
    onePerChannel('FusedConv2D', ({ filter }, { dataFormat }) => dataFormat === 'NCHW' ? 1 : filter.shape[3]),
    onePerChannel('FusedDepthwiseConv2D', ({ filter }) => filter.shape[2] * filter.shape[3]),
    onePerChannel('_FusedMatMul', ({ b }, { transposeB }) => b.shape.at(transposeB ? -2 : -1)),
];
