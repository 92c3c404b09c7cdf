import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import {
  activationNode,
  addNode,
  Conv2d,
  checkedCount,
  concatNode,
  convNode,
  type GraphNode,
  Module,
  type ModuleOptions,
  pixelShuffleNode,
} from '@srkit/nn';
import type { CARNConfig } from '../configs';
import { SuperResolutionNetwork } from './super-resolution-network';

const RELU = { kind: 'relu' } as const;
const CASCADES = 3;

/** Factors of the steps in which each scale enlarges. */
const STEPS: Readonly<Record<number, readonly number[]>> = { 2: [2], 3: [3], 4: [2, 2] };

/** A residual block (section 3.2); CARN-M's has groups and a convolution of 1x1 that joins them. State: `body`. */
class CarnBlock extends Module {
  readonly typeName = 'ResidualBlock';
  readonly #convs: readonly Conv2d[];
  readonly #name: string;

  constructor(name: string, numFeat: number, groups: number, mobile: boolean) {
    super();
    this.#name = name;
    const conv = (index: number, config: { groups?: number; kernelSize?: number }): Conv2d =>
      this.child(`body.${index}`, () => new Conv2d({ inChannels: numFeat, outChannels: numFeat, ...config }));
    this.#convs = [conv(0, { groups }), conv(2, { groups }), ...(mobile ? [conv(4, { kernelSize: 1 })] : [])];
  }

  describe(x: GraphNode, name: string): GraphNode {
    const body = this.#convs.reduce(
      (y, conv, i) => (i < this.#convs.length - 1 ? convNode(conv, y, RELU) : convNode(conv, y)),
      x,
    );
    const sum = addNode(`${this.#name}.${name}.sum`, body, x);
    return activationNode(`${this.#name}.${name}`, sum, RELU);
  }
}

/** Everything so far is joined, and mixed by a convolution of 1x1 (section 3.1). */
const cascade = (
  name: string,
  mixes: readonly Conv2d[],
  x: GraphNode,
  block: (y: GraphNode, i: number) => GraphNode,
): GraphNode => {
  let [y, joined] = [x, x];
  mixes.forEach((mix, i) => {
    joined = concatNode(`${name}cat${i + 1}`, [joined, block(y, i)]);
    y = convNode(mix, joined, RELU);
  });
  return y;
};

/** The convolutions of 1x1 of a cascade, `c1` to `c3`. */
const mixesOf = (child: (name: string, build: () => Conv2d) => Conv2d, numFeat: number): readonly Conv2d[] =>
  Array.from({ length: CASCADES }, (_, i) =>
    child(
      `c${i + 1}.body.0`,
      () => new Conv2d({ inChannels: (i + 2) * numFeat, outChannels: numFeat, kernelSize: 1 }),
    ),
  );

/** A cascade of three residual blocks, which in CARN-M are one. State: `b1` to `b3`, `c1` to `c3`. */
class CascadingBlock extends Module {
  readonly typeName = 'Block';
  readonly #blocks: readonly CarnBlock[];
  readonly #mixes: readonly Conv2d[];
  readonly #name: string;

  constructor(name: string, { numFeat, groups, mobile }: Required<CARNConfig>) {
    super();
    this.#name = name;
    this.#blocks = Array.from({ length: mobile ? 1 : CASCADES }, (_, i) =>
      this.child(`b${i + 1}`, () => new CarnBlock(`${name}.b${i + 1}`, numFeat, groups, mobile)),
    );
    this.#mixes = mixesOf((child, build) => this.child(child, build), numFeat);
  }

  describe(x: GraphNode): GraphNode {
    return cascade(`${this.#name}.`, this.#mixes, x, (y, i) =>
      (this.#blocks[i] ?? this.#blocks[0]!).describe(y, `${i + 1}`),
    );
  }
}

/**
 * CARN and CARN-M (Ahn et al., ECCV 2018), as the released checkpoints have them: enlarged by pixel shuffle. State:
 * `sub_mean.shifter`, `entry`, `b1` to `b3`, `c1` to `c3`, `upsample.up{2,3,4}` or `upsample.up`, `exit`,
 * `add_mean.shifter`.
 */
export class CARN extends SuperResolutionNetwork {
  readonly typeName = 'CARN';
  readonly config: Required<CARNConfig>;
  readonly inChannels = 3;
  readonly #shifts: readonly Conv2d[];
  readonly #entry: Conv2d;
  readonly #blocks: readonly CascadingBlock[];
  readonly #mixes: readonly Conv2d[];
  readonly #ups: readonly Conv2d[];
  readonly #exit: Conv2d;

  /** @throws ConfigError for counts that are not positive integers, groups that do not divide, or another scale. */
  constructor(config: CARNConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { numFeat = 64, groups = 1, mobile = false, upscale = 4, multiScale = true } = config;
    this.config = { numFeat, groups, mobile, upscale, multiScale };
    refuseUnknownKeys(this.path, config, Object.keys(this.config));
    checkedCount('CARN', 'numFeat', numFeat);
    checkedCount('CARN', 'groups', groups);
    if (!STEPS[upscale]) {
      throw new ConfigError('E_CONFIG_SCALE', `CARN: upscale is ${upscale}, expected 2, 3 or 4.`);
    }
    const shift = () => new Conv2d({ inChannels: 3, outChannels: 3, kernelSize: 1 });
    this.#shifts = ['sub_mean', 'add_mean'].map((name) => this.child(`${name}.shifter`, shift));
    this.#entry = this.child('entry', () => new Conv2d({ inChannels: 3, outChannels: numFeat }));
    this.#blocks = Array.from({ length: CASCADES }, (_, i) =>
      this.child(`b${i + 1}`, () => new CascadingBlock(`b${i + 1}`, this.config)),
    );
    this.#mixes = mixesOf((name, build) => this.child(name, build), numFeat);
    const ends = new Map(
      (multiScale ? [2, 3, 4] : [upscale]).map((scale) => [
        scale,
        STEPS[scale]!.map((factor, i) =>
          this.child(
            `upsample.up${multiScale ? scale : ''}.body.${3 * i}`,
            () => new Conv2d({ inChannels: numFeat, outChannels: numFeat * factor ** 2, groups }),
          ),
        ),
      ]),
    );
    this.#ups = ends.get(upscale)!;
    this.#exit = this.child('exit', () => new Conv2d({ inChannels: numFeat, outChannels: 3 }));
  }

  protected override describe(picture: GraphNode): { features: GraphNode; output: GraphNode } {
    const [sub, add] = this.#shifts as [Conv2d, Conv2d];
    const entry = convNode(this.#entry, convNode(sub, picture));
    const features = cascade('', this.#mixes, entry, (y, i) => this.#blocks[i]!.describe(y));
    const steps = STEPS[this.config.upscale]!;
    const enlarged = this.#ups.reduce(
      (y, conv, i) => pixelShuffleNode(`${conv.statePath}.shuffle`, convNode(conv, y, RELU), steps[i]!),
      features,
    );
    return { features, output: convNode(add, convNode(this.#exit, enlarged)) };
  }
}
