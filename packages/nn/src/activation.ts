import { add, erf, leakyRelu, mul, prelu, relu, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Parameter } from './parameter';
import { sigmoid } from './sigmoid';

/** What is applied to a layer's output. */
export type Activation =
  | { readonly kind: 'linear' }
  | { readonly kind: 'relu' }
  | { readonly kind: 'leakyrelu'; readonly slope: number }
  | { readonly kind: 'prelu'; readonly slopes: Parameter }
  | { readonly kind: 'sigmoid' }
  /** `x * sigmoid(x)` (Elfwing et al. 2018). */
  | { readonly kind: 'silu' }
  /** `x * Phi(x)` with the normal distribution's Phi itself, not tanh's approximation (Hendrycks and Gimpel 2016). */
  | { readonly kind: 'gelu' };

/** Activations that tfjs's fused kernels have. */
export type FusedActivation = Exclude<Activation, { readonly kind: 'silu' | 'gelu' }>;

export const isFused = (activation: Activation): activation is FusedActivation =>
  activation.kind !== 'silu' && activation.kind !== 'gelu';

const gelu = <T extends Tensor>(x: T): T =>
  tidy(() => mul(x, add(mul(erf(mul(x, Math.SQRT1_2)), 0.5), 0.5)) as T);

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
    case 'sigmoid':
      return sigmoid(x);
    case 'silu':
      return tidy(() => mul(x, sigmoid(x)) as T);
    case 'gelu':
      return gelu(x);
  }
};
