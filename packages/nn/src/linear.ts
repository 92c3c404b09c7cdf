import { add, matMul, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { checkChannels } from './checks';
import { torchDefault } from './initialiser';
import { Module } from './module';
import type { Parameter } from './parameter';

/** `torch.nn.Linear`: `x Wᵀ + b`. State: `weight`, `bias`. */
export class Linear extends Module {
  readonly typeName = 'Linear';
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly #inFeatures: number;

  constructor(inFeatures: number, outFeatures: number) {
    super();
    this.#inFeatures = inFeatures;
    const common = { layout: 'plain', init: torchDefault, fanIn: inFeatures } as const;
    this.weight = this.parameter('weight', { shape: [outFeatures, inFeatures], ...common });
    this.bias = this.parameter('bias', { shape: [outFeatures], ...common });
  }

  /**
   * `[n, inFeatures]` to `[n, outFeatures]`.
   *
   * @throws ShapeError `E_SHAPE_CHANNELS` for an input of other features.
   */
  forward(x: Tensor2D): Tensor2D {
    checkChannels(this.path, x, 2, this.#inFeatures);
    return tidy(() =>
      add<Tensor2D>(matMul(x, this.weight.variable as unknown as Tensor2D, false, true), this.bias.variable),
    );
  }
}
