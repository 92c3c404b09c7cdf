import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import {
  addNode,
  affineNode,
  Conv2d,
  checkedCount,
  convNode,
  type GraphNode,
  type ModuleOptions,
  pixelShuffleNode,
} from '@srkit/nn';
import type { EDSRConfig } from '../configs';
import { DIV2K_MEAN } from './div2k-mean';
import { SuperResolutionNetwork } from './super-resolution-network';

const RELU = { kind: 'relu' } as const;
const RANGE = 255;

/** Features from which on residuals are scaled, and by how much (section 3.3). */
const WIDE = 256;
const WIDE_SCALE = 0.1;

/** Factors of the steps in which each scale enlarges. */
const STEPS: Readonly<Record<number, readonly number[]>> = { 2: [2], 3: [3], 4: [2, 2], 8: [2, 2, 2] };

/** What the parts are called in either form; `up` is followed by 0, 2, 4. */
const NAMES = {
  basicsr: {
    first: 'conv_first',
    block: (b: number) => [`body.${b}.conv1`, `body.${b}.conv2`] as const,
    after: () => 'conv_after_body',
    up: 'upsample.',
    last: 'conv_last',
  },
  authors: {
    first: 'head.0',
    block: (b: number) => [`body.${b}.body.0`, `body.${b}.body.2`] as const,
    after: (blocks: number) => `body.${blocks}`,
    up: 'tail.0.',
    last: 'tail.1',
  },
} as const;

/** EDSR (Lim et al., CVPRW 2017), on samples of 0 to 255 without DIV2K's mean. For the state see `EDSRConfig.names`. */
export class EDSR extends SuperResolutionNetwork {
  readonly typeName = 'EDSR';
  readonly config: Required<EDSRConfig>;
  readonly inChannels = 3;
  /** The shifts by the mean, where they are in the state. */
  readonly #shifts: readonly Conv2d[];
  readonly #first: Conv2d;
  readonly #body: readonly (readonly [Conv2d, Conv2d])[];
  readonly #after: Conv2d;
  readonly #ups: readonly Conv2d[];
  readonly #last: Conv2d;

  /** @throws ConfigError for counts that are not positive integers, another scale or other names. */
  constructor(config: EDSRConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { numFeat = 64, numBlock = 16, upscale = 4, names = 'basicsr' } = config;
    const { resScale = numFeat >= WIDE ? WIDE_SCALE : 1 } = config;
    this.config = { numFeat, numBlock, upscale, resScale, names };
    refuseUnknownKeys(this.path, config, Object.keys(this.config));
    checkedCount('EDSR', 'numFeat', numFeat);
    checkedCount('EDSR', 'numBlock', numBlock);
    if (!STEPS[upscale]) {
      throw new ConfigError('E_CONFIG_SCALE', `EDSR: upscale is ${upscale}, expected 2, 3, 4 or 8.`);
    }
    if (!NAMES[names]) {
      throw new ConfigError('E_CONFIG_CHOICE', `EDSR: names is '${names}', expected basicsr or authors.`);
    }
    const called = NAMES[names];
    const conv = (name: string, inChannels: number, outChannels: number, kernelSize = 3): Conv2d =>
      this.child(name, () => new Conv2d({ inChannels, outChannels, kernelSize }));
    this.#shifts = names === 'authors' ? ['sub_mean', 'add_mean'].map((name) => conv(name, 3, 3, 1)) : [];
    this.#first = conv(called.first, 3, numFeat);
    this.#body = Array.from({ length: numBlock }, (_, b) => {
      const [one, two] = called.block(b);
      return [conv(one, numFeat, numFeat), conv(two, numFeat, numFeat)] as const;
    });
    this.#after = conv(called.after(numBlock), numFeat, numFeat);
    this.#ups = STEPS[upscale]!.map((factor, i) =>
      conv(`${called.up}${2 * i}`, numFeat, numFeat * factor ** 2),
    );
    this.#last = conv(called.last, numFeat, 3);
  }

  protected override describe(picture: GraphNode): { features: GraphNode; output: GraphNode } {
    const { resScale, upscale } = this.config;
    const [sub, add] = this.#shifts;
    const means = (sign: number): number[] => DIV2K_MEAN.map((mean) => sign * mean);
    const input = sub
      ? convNode(sub, affineNode('range', picture, RANGE))
      : affineNode(
          'sub_mean',
          picture,
          RANGE,
          means(-1).map((mean) => RANGE * mean),
        );
    const first = convNode(this.#first, input);
    const body = this.#body.reduce(
      (y, [one, two], b) => addNode(`body.${b}`, y, convNode(two, convNode(one, y, RELU)), [1, resScale]),
      first,
    );
    const features = addNode('features', convNode(this.#after, body), first);
    const enlarged = this.#ups.reduce(
      (y, conv, i) => pixelShuffleNode(`${conv.statePath}.shuffle`, convNode(conv, y), STEPS[upscale]![i]!),
      features,
    );
    const last = convNode(this.#last, enlarged);
    const output = add
      ? affineNode('unit_range', convNode(add, last), 1 / RANGE)
      : affineNode('add_mean', last, 1 / RANGE, means(1));
    return { features, output };
  }
}
