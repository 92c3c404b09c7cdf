import type { OpContract } from './op-contract';

export interface BiasActivationAttrs {
  /** Of what is negative, from 0 (ReLU) to below 1. */
  readonly slope: number;
}

/** `leakyRelu(z + bias, slope)`: `z` of any shape whose last axis is the channels, `bias` `[channels]`. */
export const BIAS_ACTIVATION: OpContract<'z' | 'bias', BiasActivationAttrs> = {
  kernelName: 'BiasActivation',
  inputs: ['z', 'bias'],
  outputShape: ({ z }) => [...z],
};

/** `z + bias`, of the same shapes. */
export const BIAS_ADD: OpContract<'z' | 'bias', Readonly<Record<never, never>>> = {
  kernelName: 'BiasAdd',
  inputs: ['z', 'bias'],
  outputShape: ({ z }) => [...z],
};
