import { fused, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { constant, type Initialiser, torchDefault } from './initialiser';
import { Module } from './module';
import type { Parameter } from './parameter';

export interface Conv2dConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Odd side of the square filter. Default 3. */
  readonly kernelSize?: number;
  /** `torch-default` for weight and bias, or an initialiser for the weight with a zero bias. */
  readonly init?: 'torch-default' | Initialiser;
}

/** What is applied to a convolution's output in the same kernel. */
export type Activation =
  | { readonly kind: 'linear' }
  | { readonly kind: 'relu' }
  | { readonly kind: 'leakyrelu'; readonly slope: number }
  | { readonly kind: 'prelu'; readonly slopes: Parameter };

const LINEAR: Activation = { kind: 'linear' };

/** 2-D cross-correlation with bias, stride 1 and zero padding that keeps the size, as `torch.nn.Conv2d`. */
export class Conv2d extends Module {
  readonly typeName = 'Conv2d';
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly kernelSize: number;

  constructor({ inChannels, outChannels, kernelSize = 3, init = 'torch-default' }: Conv2dConfig) {
    super();
    this.kernelSize = kernelSize;
    const fanIn = inChannels * kernelSize * kernelSize;
    const official = init === 'torch-default';
    this.weight = this.parameter('weight', {
      shape: [outChannels, inChannels, kernelSize, kernelSize],
      layout: 'conv',
      init: official ? torchDefault : init,
      fanIn,
    });
    this.bias = this.parameter('bias', {
      shape: [outChannels],
      layout: 'plain',
      init: official ? torchDefault : constant(0),
      fanIn,
    });
  }

  /** `[n, h, w, inChannels]` to `[n, h, w, outChannels]`. */
  forward(x: Tensor4D, activation: Activation = LINEAR): Tensor4D {
    return fused.conv2d({
      x,
      filter: this.weight.variable as unknown as Tensor4D,
      strides: 1,
      pad: (this.kernelSize - 1) / 2,
      bias: this.bias.variable as unknown as Tensor1D,
      activation: activation.kind,
      ...(activation.kind === 'leakyrelu' ? { leakyreluAlpha: activation.slope } : {}),
      ...(activation.kind === 'prelu' ? { preluActivationWeights: activation.slopes.variable } : {}),
    });
  }
}
