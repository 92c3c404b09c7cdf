import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import {
  addNode,
  affineNode,
  Conv2d,
  checkedCount,
  concatNode,
  convNode,
  type GraphNode,
  Module,
  type ModuleOptions,
  pixelShuffleNode,
  pointwiseNode,
} from '@srkit/nn';
import { mul, sigmoid, sub } from '@tensorflow/tfjs-core';
import type { SPANConfig } from '../configs';
import { DIV2K_MEAN } from './div2k-mean';
import { SuperResolutionNetwork } from './super-resolution-network';

const SILU = { kind: 'silu' } as const;
const RANGE = 255;

/** A convolution under the name that the official module has it by when its branches are folded. */
class FoldedConv extends Module {
  readonly typeName = 'Conv3XC';
  readonly conv: Conv2d;

  constructor(inChannels: number, outChannels: number) {
    super();
    this.conv = this.child('eval_conv', () => new Conv2d({ inChannels, outChannels }));
  }
}

/** Swift parameter-free attention block (section 3.2): three convolutions, whose result weights itself. */
class SPAB extends Module {
  readonly typeName = 'SPAB';
  readonly #convs: readonly Conv2d[];
  readonly #name: string;

  constructor(name: string, numFeat: number) {
    super();
    this.#name = name;
    this.#convs = ['c1_r', 'c2_r', 'c3_r'].map(
      (child) => this.child(child, () => new FoldedConv(numFeat, numFeat)).conv,
    );
  }

  /** The block's result, and that of its first convolution. */
  describe(x: GraphNode): { output: GraphNode; first: GraphNode } {
    const [one, two, three] = this.#convs as [Conv2d, Conv2d, Conv2d];
    const first = convNode(one, x, SILU);
    const y = convNode(three, convNode(two, first, SILU));
    const sum = addNode(`${this.#name}.sum`, y, x);
    const output = pointwiseNode(
      `${this.#name}.attention`,
      'attention',
      [sum, y],
      sum.channels,
      ([given, logits]) => mul(given!, sub(sigmoid(logits!), 0.5)),
      2 * sum.channels,
    );
    return { output, first };
  }
}

/**
 * SPAN (Wan et al., CVPRW 2024), which won NTIRE's efficient track in 2024, in its folded form; loading folds the branches of
 * checkpoints that still have them. State: `conv_1`, `block_1` to `block_{numBlock}`, `conv_cat`, `conv_2`, `upsampler.0`.
 */
export class SPAN extends SuperResolutionNetwork {
  readonly typeName = 'SPAN';
  readonly config: Required<SPANConfig>;
  readonly inChannels: number;
  readonly #first: Conv2d;
  readonly #blocks: readonly SPAB[];
  readonly #cat: Conv2d;
  readonly #second: Conv2d;
  readonly #last: Conv2d;

  /** @throws ConfigError for counts that are not positive integers, or a norm without three channels. */
  constructor(config: SPANConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { numInCh = 3, numFeat = 48, numBlock = 6, numCat = numFeat, upscale = 4, norm = true } = config;
    this.config = { numInCh, numFeat, numBlock, numCat, upscale, norm };
    refuseUnknownKeys(this.path, config, Object.keys(this.config));
    for (const name of ['numInCh', 'numFeat', 'numBlock', 'numCat', 'upscale'] as const) {
      checkedCount('SPAN', name, this.config[name]);
    }
    if (norm && numInCh !== DIV2K_MEAN.length) {
      throw new ConfigError(
        'E_CONFIG_CHANNELS',
        `SPAN: numInCh is ${numInCh}, expected 3 with the norm, which subtracts a mean colour. Give norm: false.`,
      );
    }
    this.inChannels = numInCh;
    if (!norm) this.buffer('no_norm', { shape: [1] });
    this.#first = this.child('conv_1', () => new FoldedConv(numInCh, numFeat)).conv;
    this.#blocks = Array.from({ length: numBlock }, (_, i) =>
      this.child(`block_${i + 1}`, () => new SPAB(`block_${i + 1}`, numFeat)),
    );
    this.#cat = this.child(
      'conv_cat',
      () => new Conv2d({ inChannels: 4 * numFeat, outChannels: numCat, kernelSize: 1 }),
    );
    this.#second = this.child('conv_2', () => new FoldedConv(numFeat, numFeat)).conv;
    this.#last = this.child(
      'upsampler.0',
      () => new Conv2d({ inChannels: numCat, outChannels: numInCh * upscale ** 2 }),
    );
  }

  protected override describe(picture: GraphNode): { features: GraphNode; output: GraphNode } {
    const { norm, upscale } = this.config;
    const input = norm
      ? affineNode(
          'norm',
          picture,
          RANGE,
          DIV2K_MEAN.map((mean) => -RANGE * mean),
        )
      : picture;
    const first = convNode(this.#first, input);
    const outs: { output: GraphNode; first: GraphNode }[] = [];
    for (const block of this.#blocks) outs.push(block.describe(outs.at(-1)?.output ?? first));
    const [begin, end] = [outs[0]!, outs.at(-1)!];
    // Of the last block the activated result of its first convolution is kept: the official activation works in place.
    const all = [first, convNode(this.#second, end.output), begin.output, end.first];
    const features = convNode(this.#last, convNode(this.#cat, concatNode('cat', all)));
    return { features, output: pixelShuffleNode('pixel_shuffle', features, upscale) };
  }
}
