import { leakyRelu, prelu, relu, type Tensor } from '@tensorflow/tfjs-core';
import type { Parameter } from './parameter';

/** What is applied to a layer's output. */
export type Activation =
  | { readonly kind: 'linear' }
  | { readonly kind: 'relu' }
  | { readonly kind: 'leakyrelu'; readonly slope: number }
  | { readonly kind: 'prelu'; readonly slopes: Parameter };

/** `x` itself for `linear`, otherwise a new tensor. */
export const activate = <T extends Tensor>(x: T, activation: Activation): T => {
  switch (activation.kind) {
    case 'linear':
      return x;
    case 'relu':
      return relu(x);
    case 'leakyrelu':
      return leakyRelu(x, activation.slope);
    case 'prelu':
      return prelu<Tensor>(x, activation.slopes.variable) as T;
  }
};
