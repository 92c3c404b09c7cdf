import {
  add,
  cast,
  type KernelConfig,
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  reshape,
  type Tensor,
  tidy,
  tile,
  transpose,
} from '@tensorflow/tfjs-core';

/** A kernel of tfjs-backend-webgpu 4.22.0 that is right only for some inputs. */
interface Mend {
  readonly kernelName: string;
  readonly wrap: (stock: KernelConfig) => KernelConfig;
}

/**
 * `Transpose`: a shader that does not compile for int32 and bool, and leaves the result unwritten. As floats they come
 * through: exact up to 2^24, like everything that moves integers on that backend.
 */
const transposeOfIntegers: Mend = {
  kernelName: 'Transpose',
  wrap: (stock) => ({
    ...stock,
    kernelFunc: (given) => {
      const x = given.inputs['x'] as Tensor;
      if (x.dtype !== 'int32' && x.dtype !== 'bool') return stock.kernelFunc(given);
      return tidy(() => {
        // The sum, because a cast alone keeps the buffer of integers.
        const floats = add(cast(x, 'float32'), 0);
        return cast(transpose(floats, given.attrs!['perm'] as number[]), x.dtype);
      });
    },
  }),
};

/** Operands of a fused kernel that are added or multiplied for each output channel, and may be one number for all. */
const PER_CHANNEL = ['bias', 'preluActivationWeights'] as const;

/** One number as a row of `channels`. */
const spread = (operand: Tensor, channels: number): Tensor => tile(reshape(operand, [1]), [channels]);

/**
 * Fused convolutions and products read bias and PReLU weights as vectors of four channels, also where there is one number
 * for all of them: the binding is too small, WebGPU refuses it, and the result is whatever lay in memory.
 */
const onePerChannel = (
  kernelName: string,
  channelsOf: (inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => number,
): Mend => ({
  kernelName,
  wrap: (stock) => {
    const kernelFunc: KernelFunc = (given) => {
      const { inputs } = given;
      const channels = channelsOf(inputs, (given.attrs ?? {}) as NamedAttrMap);
      const single = PER_CHANNEL.filter((name) => inputs[name] && (inputs[name] as Tensor).size === 1);
      if (channels === 1 || single.length === 0) return stock.kernelFunc(given);
      return tidy(() => {
        const rows = single.map((name) => [name, spread(inputs[name] as Tensor, channels)]);
        const all = { ...inputs, ...Object.fromEntries(rows) } as NamedTensorInfoMap;
        return stock.kernelFunc({ ...given, inputs: all }) as Tensor;
      });
    };
    return { ...stock, kernelFunc };
  },
});

export const MENDED_KERNELS: readonly Mend[] = [
  transposeOfIntegers,
  onePerChannel('FusedConv2D', ({ filter }, { dataFormat }) =>
    dataFormat === 'NCHW' ? 1 : filter!.shape[3]!,
  ),
  onePerChannel('FusedDepthwiseConv2D', ({ filter }) => filter!.shape[2]! * filter!.shape[3]!),
  onePerChannel('_FusedMatMul', ({ b }, { transposeB }) => b!.shape.at(transposeB ? -2 : -1)!),
];
