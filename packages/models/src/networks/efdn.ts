import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import {
  addNode,
  Conv2d,
  checkedCount,
  concatNode,
  convNode,
  type GraphNode,
  Module,
  type ModuleOptions,
  PReLU,
  pixelShuffleNode,
  pointwiseNode,
} from '@srkit/nn';
import { clipByValue } from '@tensorflow/tfjs-core';
import type { EFDNConfig } from '../configs';
import { ESA, ESA_LEAST_SIDE } from './esa';
import { SuperResolutionNetwork } from './super-resolution-network';

const CELLS = 4;

/** A convolution with slopes of its own. */
class ConvPRelu extends Module {
  readonly typeName = 'EDBB';
  readonly #conv: Conv2d;
  readonly #act: PReLU;

  constructor(name: string, numFeat: number, kernelSize: number) {
    super();
    this.#conv = this.child(
      name,
      () => new Conv2d({ inChannels: numFeat, outChannels: numFeat, kernelSize }),
    );
    this.#act = this.child('act', () => new PReLU(numFeat));
  }

  describe(x: GraphNode): GraphNode {
    return convNode(this.#conv, x, { kind: 'prelu', slopes: this.#act.weight });
  }
}

/** Edge-enhanced feature distillation block (section 3.1), its diverse branches folded. */
class EFDB extends Module {
  readonly typeName = 'EFDB';
  readonly #convs: readonly ConvPRelu[];
  readonly #branches: readonly Conv2d[];
  readonly #fuse: Conv2d;
  readonly #att: ESA;
  readonly #name: string;

  constructor(name: string, numFeat: number) {
    super();
    this.#name = name;
    this.#convs = [
      this.child('conv1', () => new ConvPRelu('conv1x1', numFeat, 1)),
      this.child('conv2', () => new ConvPRelu('rep_conv', numFeat, 3)),
      this.child('conv3', () => new ConvPRelu('rep_conv', numFeat, 3)),
    ];
    this.#fuse = this.child(
      'fuse',
      () => new Conv2d({ inChannels: 2 * numFeat, outChannels: numFeat, kernelSize: 1 }),
    );
    this.#att = this.child('att', () => new ESA(numFeat, numFeat / 4, 3));
    this.#branches = Array.from({ length: this.#convs.length + 1 }, (_, i) =>
      this.child(
        `branch.${i}`,
        () => new Conv2d({ inChannels: numFeat, outChannels: numFeat / 2, kernelSize: 1 }),
      ),
    );
  }

  describe(x: GraphNode): GraphNode {
    const outs = [x];
    for (const conv of this.#convs) outs.push(conv.describe(outs.at(-1)!));
    const halves = outs.map((out, i) => convNode(this.#branches[i]!, out));
    const fused = convNode(this.#fuse, concatNode(`${this.#name}.cat`, halves));
    return addNode(`${this.#name}.output`, this.#att.describe(fused), x);
  }
}

/**
 * EFDN (Wang, CVPRW 2022), the baseline of NTIRE's efficient track in 2025, in its folded form. The result is clamped to
 * [0, 1], as there. State: `head`, `cells.0` to `cells.3`, `local_fuse.0` to `local_fuse.2`, `tail.0`.
 */
export class EFDN extends SuperResolutionNetwork {
  readonly typeName = 'EFDN';
  readonly config: Required<EFDNConfig>;
  readonly inChannels: number;
  override readonly leastSide = ESA_LEAST_SIDE;
  readonly #head: Conv2d;
  readonly #cells: readonly EFDB[];
  readonly #fuses: readonly Conv2d[];
  readonly #tail: Conv2d;

  /** @throws ConfigError for counts that are not positive integers, or features that are no multiple of 4. */
  constructor(config: EFDNConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { numInCh = 3, numFeat = 48, upscale = 4 } = config;
    this.config = { numInCh, numFeat, upscale };
    refuseUnknownKeys(this.path, config, Object.keys(this.config));
    for (const name of ['numInCh', 'numFeat', 'upscale'] as const) {
      checkedCount('EFDN', name, this.config[name]);
    }
    if (numFeat % 4 !== 0) {
      throw new ConfigError(
        'E_CONFIG_CHANNELS',
        `EFDN: numFeat is ${numFeat}, expected a multiple of 4, because its attention has a quarter of them.`,
      );
    }
    this.inChannels = numInCh;
    this.#head = this.child('head', () => new Conv2d({ inChannels: numInCh, outChannels: numFeat }));
    this.#cells = Array.from({ length: CELLS }, (_, i) =>
      this.child(`cells.${i}`, () => new EFDB(`cells.${i}`, numFeat)),
    );
    this.#fuses = Array.from({ length: CELLS - 1 }, (_, i) =>
      this.child(
        `local_fuse.${i}`,
        () => new Conv2d({ inChannels: 2 * numFeat, outChannels: numFeat, kernelSize: 1 }),
      ),
    );
    this.#tail = this.child(
      'tail.0',
      () => new Conv2d({ inChannels: numFeat, outChannels: numInCh * upscale ** 2 }),
    );
  }

  protected override describe(picture: GraphNode): { features: GraphNode; output: GraphNode } {
    const [c0, c1, c2, c3] = this.#cells as [EFDB, EFDB, EFDB, EFDB];
    const fuse = (i: number, a: GraphNode, b: GraphNode): GraphNode =>
      convNode(this.#fuses[i]!, concatNode(`local_fuse.${i}.cat`, [a, b]));
    const zero = convNode(this.#head, picture);
    const one = c0.describe(zero);
    const two = c1.describe(one);
    const three = c2.describe(fuse(0, one, two));
    const four = c3.describe(fuse(1, two, three));
    // The second cell's result is fused with the fourth's, not the third's: so the published code and weights.
    const features = convNode(this.#tail, addNode('sum', fuse(2, two, four), zero));
    const shuffled = pixelShuffleNode('pixel_shuffle', features, this.config.upscale);
    const clipped = pointwiseNode('clip', 'clip', [shuffled], shuffled.channels, ([x]) =>
      clipByValue(x!, 0, 1),
    );
    return { features, output: clipped };
  }
}
