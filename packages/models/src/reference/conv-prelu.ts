import { Conv2d, type Conv2dConfig, Module, PReLU } from '@srkit/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/**
 * A convolution and one learned slope for all channels: query and key of MRefSR's attention (section 3.2). State_dict names
 * `0`, `1` below `conv_emb1` and `conv_emb2`.
 */
export class ConvPRelu extends Module {
  readonly typeName = 'ConvPRelu';
  readonly #conv: Conv2d;
  readonly #prelu: PReLU;

  constructor(config: Conv2dConfig) {
    super();
    this.#conv = this.child('0', () => new Conv2d(config));
    this.#prelu = this.child('1', () => new PReLU());
  }

  /** `[n, h, w, inChannels]` to `[n, h, w, outChannels]`. */
  forward(x: Tensor4D): Tensor4D {
    return this.#conv.forward(x, { kind: 'prelu', slopes: this.#prelu.weight });
  }
}
