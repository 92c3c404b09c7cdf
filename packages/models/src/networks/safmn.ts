import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import {
  adaptiveMaxPoolNode,
  addNode,
  bilinearNode,
  Conv2d,
  channelsNode,
  checkedCount,
  concatNode,
  constant,
  convNode,
  type GraphNode,
  globalNode,
  Module,
  type ModuleOptions,
  multiplyNode,
  type Parameter,
  pixelShuffleNode,
  pointwiseNode,
  resizeToNode,
} from '@srkit/nn';
import {
  add,
  div,
  mean,
  mul,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { SAFMNConfig } from '../configs';
import { SuperResolutionNetwork } from './super-resolution-network';

const GELU = { kind: 'gelu' } as const;
const LEVELS = 4;
const EPSILON = 1e-6;

/** Every pixel to mean 0 and variance 1 over its channels. State: `weight`, `bias`. */
class ChannelNorm extends Module {
  readonly typeName = 'LayerNorm';
  readonly #weight: Parameter;
  readonly #bias: Parameter;
  readonly #name: string;

  constructor(name: string, channels: number) {
    super();
    this.#name = name;
    const vector = { shape: [channels], layout: 'plain', fanIn: 1 } as const;
    this.#weight = this.parameter('weight', { ...vector, init: constant(1) });
    this.#bias = this.parameter('bias', { ...vector, init: constant(0) });
  }

  describe(x: GraphNode): GraphNode {
    const run = ([given]: readonly Tensor4D[]): Tensor4D => {
      const centred = sub(given!, mean(given!, 3, true));
      const scaled = div(centred, sqrt(add(mean(square(centred), 3, true), EPSILON)));
      return add(mul(scaled, this.#weight.variable), this.#bias.variable);
    };
    return pointwiseNode(this.#name, 'normalise', [x], x.channels, run, 2 * x.channels, [
      this.#weight,
      this.#bias,
    ]);
  }
}

/** Global response normalization (Woo et al. 2023): channels compete by their norms. State: `gamma`, `beta`. */
class ResponseNorm extends Module {
  readonly typeName = 'GRN';
  readonly #gamma: Parameter;
  readonly #beta: Parameter;

  constructor(channels: number) {
    super();
    const vector = { shape: [1, channels, 1, 1], layout: 'plain', fanIn: 1, init: constant(0) } as const;
    this.#gamma = this.parameter('gamma', vector);
    this.#beta = this.parameter('beta', vector);
  }

  describe(x: GraphNode): GraphNode {
    const byChannel = ({ variable }: Parameter): Tensor => reshape(variable, [x.channels]);
    const run = ([given]: readonly Tensor4D[]): Tensor4D => {
      const length = sqrt(sum(square(given!), [1, 2], true));
      const share = div(length, add(mean(length, 3, true), EPSILON));
      const weighted = mul(mul(given!, share), byChannel(this.#gamma));
      return add(add(weighted, byChannel(this.#beta)), given!);
    };
    const reason = 'a channel is weighted by its norm over the whole picture';
    return globalNode('norm', reason, [x], x.channels, run, [this.#gamma, this.#beta]);
  }
}

/**
 * Spatially-adaptive feature modulation (section 3.2): quarters of the channels at four resolutions weight the features.
 * State: `mfr.0` to `mfr.3`, `aggr`.
 */
class SAFM extends Module {
  readonly typeName = 'SAFM';
  readonly #mfr: readonly Conv2d[];
  readonly #aggr: Conv2d;
  readonly #name: string;
  readonly #divisors: readonly number[];

  constructor(name: string, numFeat: number, form: 'paper' | 'ntire') {
    super();
    this.#name = name;
    const bias = form === 'paper';
    this.#divisors = Array.from({ length: LEVELS }, (_, i) =>
      i === 0 ? 1 : 2 ** (form === 'paper' ? i : i + 1),
    );
    const each = numFeat / LEVELS;
    this.#mfr = this.#divisors.map((_, i) =>
      this.child(`mfr.${i}`, () => new Conv2d({ inChannels: each, outChannels: each, groups: each, bias })),
    );
    this.#aggr = this.child(
      'aggr',
      () => new Conv2d({ inChannels: numFeat, outChannels: numFeat, kernelSize: 1, bias }),
    );
  }

  describe(x: GraphNode): GraphNode {
    const each = x.channels / LEVELS;
    const levels = this.#divisors.map((divisor, i) => {
      const name = `${this.#name}.level${i}`;
      const part = channelsNode(name, x, i * each, each);
      if (divisor === 1) return convNode(this.#mfr[i]!, part);
      const pooled = adaptiveMaxPoolNode(`${name}.pool`, part, divisor);
      return resizeToNode(`${name}.resize`, convNode(this.#mfr[i]!, pooled), x, 'nearest');
    });
    const weights = convNode(this.#aggr, concatNode(`${this.#name}.cat`, levels), GELU);
    return multiplyNode(`${this.#name}.output`, weights, x);
  }
}

/** Modulation, then a convolution that mixes the channels. */
class AttBlock extends Module {
  readonly typeName = 'AttBlock';
  readonly #norms: readonly ChannelNorm[];
  readonly #safm: SAFM;
  readonly #wide: Conv2d;
  readonly #narrow: Conv2d;
  readonly #name: string;

  constructor(name: string, { numFeat, ffnScale, form }: Required<SAFMNConfig>) {
    super();
    this.#name = name;
    this.#norms = (form === 'paper' ? ['norm1', 'norm2'] : []).map((norm) =>
      this.child(norm, () => new ChannelNorm(`${name}.${norm}`, numFeat)),
    );
    this.#safm = this.child('safm', () => new SAFM(`${name}.safm`, numFeat, form));
    const [hidden, bias] = [Math.trunc(numFeat * ffnScale), form === 'paper'];
    this.#wide = this.child(
      'ccm.ccm.0',
      () => new Conv2d({ inChannels: numFeat, outChannels: hidden, bias }),
    );
    this.#narrow = this.child(
      'ccm.ccm.2',
      () => new Conv2d({ inChannels: hidden, outChannels: numFeat, kernelSize: 1, bias }),
    );
  }

  describe(x: GraphNode): GraphNode {
    const normed = (i: number, y: GraphNode): GraphNode => this.#norms[i]?.describe(y) ?? y;
    const modulated = addNode(`${this.#name}.modulated`, this.#safm.describe(normed(0, x)), x);
    const mixed = convNode(this.#narrow, convNode(this.#wide, normed(1, modulated), GELU));
    return addNode(`${this.#name}.output`, mixed, modulated);
  }
}

/** SAFMN (Sun et al., ICCV 2023), and its entry to NTIRE 2023. State: `norm`, `to_feat`, `feats.{b}`, `to_img.0`. */
export class SAFMN extends SuperResolutionNetwork {
  readonly typeName = 'SAFMN';
  readonly config: Required<SAFMNConfig>;
  readonly inChannels: number;
  readonly #norm: ResponseNorm | undefined;
  readonly #first: Conv2d;
  readonly #blocks: readonly AttBlock[];
  readonly #last: Conv2d;

  /** @throws ConfigError for counts that are not positive integers, features that are no multiple of 4, an unknown form. */
  constructor(config: SAFMNConfig = {}, options: ModuleOptions = {}) {
    super(options);
    const { numInCh = 3, numFeat = 36, numBlock = 8, ffnScale = 2, upscale = 4, form = 'paper' } = config;
    this.config = { numInCh, numFeat, numBlock, ffnScale, upscale, form };
    refuseUnknownKeys(this.path, config, Object.keys(this.config));
    for (const name of ['numInCh', 'numFeat', 'numBlock', 'upscale'] as const) {
      checkedCount('SAFMN', name, this.config[name]);
    }
    checkedCount('SAFMN', 'ffnScale * numFeat', Math.trunc(ffnScale * numFeat));
    if (numFeat % LEVELS !== 0) {
      throw new ConfigError(
        'E_CONFIG_CHANNELS',
        `SAFMN: numFeat is ${numFeat}, expected a multiple of ${LEVELS}, the levels that share them.`,
      );
    }
    if (form !== 'paper' && form !== 'ntire') {
      throw new ConfigError('E_CONFIG_CHOICE', `SAFMN: form is '${form}', expected paper or ntire.`);
    }
    this.inChannels = numInCh;
    this.#norm = form === 'ntire' ? this.child('norm', () => new ResponseNorm(numFeat)) : undefined;
    this.#first = this.child('to_feat', () => new Conv2d({ inChannels: numInCh, outChannels: numFeat }));
    this.#blocks = Array.from({ length: numBlock }, (_, b) =>
      this.child(`feats.${b}`, () => new AttBlock(`feats.${b}`, this.config)),
    );
    this.#last = this.child(
      'to_img.0',
      () => new Conv2d({ inChannels: numFeat, outChannels: numInCh * upscale ** 2 }),
    );
  }

  protected override describe(picture: GraphNode): { features: GraphNode; output: GraphNode } {
    const { upscale } = this.config;
    const first = convNode(this.#first, picture);
    const normed = this.#norm?.describe(first) ?? first;
    const body = this.#blocks.reduce((y, block) => block.describe(y), normed);
    const features = convNode(this.#last, this.#norm ? body : addNode('sum', body, first));
    const shuffled = pixelShuffleNode('pixel_shuffle', features, upscale);
    if (!this.#norm) return { features, output: shuffled };
    return { features, output: addNode('output', shuffled, bilinearNode('bilinear', picture, upscale)) };
  }
}
