import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import {
  addNode,
  affineNode,
  Conv2d,
  checkedCount,
  convNode,
  type GraphNode,
  Module,
  type ModuleOptions,
  pixelShuffleNode,
} from '@srkit/nn';
import type { RLFNConfig } from '../configs';
import { ESA, ESA_LEAST_SIDE } from './esa';
import { SuperResolutionNetwork } from './super-resolution-network';

const LEAKY = { kind: 'leakyrelu', slope: 0.05 } as const;

/** Residual local feature block (section 3.2): three convolutions with a skip, one of 1x1, attention. */
class RLFB extends Module {
  readonly typeName = 'RLFB';
  readonly #convs: readonly Conv2d[];
  readonly #mix: Conv2d;
  readonly #esa: ESA;
  readonly #name: string;

  constructor(name: string, numFeat: number, midFeat: number, esaFeat: number) {
    super();
    this.#name = name;
    const widths = [numFeat, midFeat, midFeat, numFeat];
    this.#convs = ['c1_r', 'c2_r', 'c3_r'].map((child, i) =>
      this.child(child, () => new Conv2d({ inChannels: widths[i]!, outChannels: widths[i + 1]! })),
    );
    this.#mix = this.child(
      'c5',
      () => new Conv2d({ inChannels: numFeat, outChannels: numFeat, kernelSize: 1 }),
    );
    this.#esa = this.child('esa', () => new ESA(numFeat, esaFeat, 1));
  }

  describe(x: GraphNode): GraphNode {
    const y = this.#convs.reduce((part, conv) => convNode(conv, part, LEAKY), x);
    return this.#esa.describe(convNode(this.#mix, addNode(`${this.#name}.sum`, y, x)));
  }
}

/**
 * RLFN (Kong et al., CVPRW 2022), which won NTIRE's efficient track in 2022. State: `conv_1`, `block_1` to
 * `block_{numBlock}`, `conv_2`, `upsampler.0`.
 */
export class RLFN extends SuperResolutionNetwork {
  readonly typeName = 'RLFN';
  readonly config: Required<RLFNConfig>;
  readonly inChannels: number;
  override readonly leastSide = ESA_LEAST_SIDE;
  readonly #first: Conv2d;
  readonly #blocks: readonly RLFB[];
  readonly #second: Conv2d;
  readonly #last: Conv2d;

  /** @throws ConfigError for counts that are not positive integers, or a range that is no number above 0. */
  constructor(config: RLFNConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { numInCh = 3, numFeat = 52, midFeat = numFeat, numBlock = 6 } = config;
    const { esaFeat = 16, upscale = 4, imgRange = 255 } = config;
    this.config = { numInCh, numFeat, midFeat, numBlock, esaFeat, upscale, imgRange };
    refuseUnknownKeys(this.path, config, Object.keys(this.config));
    for (const name of ['numInCh', 'numFeat', 'midFeat', 'numBlock', 'esaFeat', 'upscale'] as const) {
      checkedCount('RLFN', name, this.config[name]);
    }
    if (!(imgRange > 0 && Number.isFinite(imgRange))) {
      throw new ConfigError(
        'E_CONFIG_RANGE',
        `RLFN: imgRange is ${imgRange}, expected white's number, 1 or 255.`,
      );
    }
    this.inChannels = numInCh;
    this.#first = this.child('conv_1', () => new Conv2d({ inChannels: numInCh, outChannels: numFeat }));
    this.#blocks = Array.from({ length: numBlock }, (_, i) =>
      this.child(`block_${i + 1}`, () => new RLFB(`block_${i + 1}`, numFeat, midFeat, esaFeat)),
    );
    this.#second = this.child('conv_2', () => new Conv2d({ inChannels: numFeat, outChannels: numFeat }));
    this.#last = this.child(
      'upsampler.0',
      () => new Conv2d({ inChannels: numFeat, outChannels: numInCh * upscale ** 2 }),
    );
  }

  protected override describe(picture: GraphNode): { features: GraphNode; output: GraphNode } {
    const { imgRange, upscale } = this.config;
    const input = imgRange === 1 ? picture : affineNode('range', picture, imgRange);
    const first = convNode(this.#first, input);
    const body = this.#blocks.reduce((y, block) => block.describe(y), first);
    const sum = addNode('sum', convNode(this.#second, body), first);
    const last = convNode(this.#last, sum);
    const features = imgRange === 1 ? last : affineNode('unit_range', last, 1 / imgRange);
    return { features, output: pixelShuffleNode('pixel_shuffle', features, upscale) };
  }
}
