import type { OpContract } from './op-contract';

const layer = <Place extends 1 | 2 | 3 | 4 | 5>(place: Place) =>
  ({ weight: `weight${place}`, bias: `bias${place}` }) as const;

/** Names of the inputs of the block's 3x3 convolutions, in their order. */
export const DENSE_BLOCK_LAYERS = [layer(1), layer(2), layer(3), layer(4), layer(5)] as const;

type Layer = (typeof DENSE_BLOCK_LAYERS)[number];

/** The picture, and each convolution's weight and bias. */
export type DenseBlockInput = 'x' | Layer['weight' | 'bias'];

export interface DenseBlockAttrs {
  /** Of the leaky ReLU behind the first four convolutions. */
  readonly slope: number;
  /** Weight of the block's result beside its input. */
  readonly scale: number;
}

/**
 * ESRGAN's residual dense block in one call, for inference. `x` is `[n, h, w, c]`, `weight1` to `weight5` are
 * `[3, 3, in, out]`, each seeing the input and all outputs before it, `bias1` to `bias5` `[out]`. Counts of channels are
 * multiples of 4.
 */
export const RESIDUAL_DENSE_BLOCK: OpContract<DenseBlockInput, DenseBlockAttrs> = {
  kernelName: 'ResidualDenseBlock',
  inputs: ['x', ...DENSE_BLOCK_LAYERS.flatMap(({ weight, bias }) => [weight, bias])],
  outputShape: ({ x }) => [...x],
};
