import { Conv2d, type Conv2dConfig, convNode, type GraphNode, Module, PReLU } from '@srkit/nn';

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

  /** Adds the convolution's node. */
  describe(x: GraphNode): GraphNode {
    return convNode(this.#conv, x, { kind: 'prelu', slopes: this.#prelu.weight });
  }
}
