import {
  type AddChild,
  activationNode,
  addNode,
  Conv2d,
  concatNode,
  convNode,
  fitGridNode,
  Graph,
  type GraphNode,
  grouped,
  inputNode,
  pixelShuffleNode,
  wholeInputNode,
} from '@srkit/nn';
import { LEAKY } from './activation';
import { DynamicAggregation } from './dynamic-aggregation';
import { type Level, PRE_OFFSET_CHANNELS } from './levels';
import { type ResidualBlockNoBN, residualBody } from './residual-block-no-bn';
import { srnttInit } from './srntt-init';

/** Brings the aligned references into the target's features, whose channels the result has. */
export interface FusionHead {
  /** What sides are filled up to while references are fused, by reflection. */
  readonly multiple: number;
  /** One reference by itself: values, and the logits of their softmax over references; none where it takes one. */
  describeReference(
    target: GraphNode,
    aligned: GraphNode,
  ): { readonly value: GraphNode; readonly logits?: GraphNode };
  /** What follows once the references are one map. */
  describeFused(target: GraphNode, fused: GraphNode): GraphNode;
  describe(target: GraphNode, aligned: readonly GraphNode[]): GraphNode;
}

/** Builds the head of a level. */
export type BuildHead = (child: AddChild, name: string, channels: number) => FusionHead;

export interface RestorationLevelConfig {
  readonly level: Level;
  readonly ngf: number;
  readonly nBlocks: number;
  readonly groups: number;
  readonly learnedOffsets: boolean;
  readonly buildHead: BuildHead;
  /** What the names of its results begin with. */
  readonly prefix: string;
}

/** One reference, as a level sees it. */
export interface LevelReference<T> {
  readonly features: T;
  readonly preOffset: T;
}

/**
 * A level, cut where references come together: `fuse(x, mean over references of reference(x, ...))`, refined, equals the
 * level. The steps of `reference` and of `fuse` lie in one grid each.
 */
export interface LevelStages {
  readonly level: Level;
  /** While references are fused, sides are filled up to multiples of this, by reflection. */
  readonly multiple: number;
  /**
   * From the level's features, a reference's features and its pre-offset to the reference's values, and, in networks of
   * several references, to the logits whose softmax over references weights them. Both have the filled up size.
   */
  readonly reference: Graph;
  /** From the level's features and the references' weighted values, of the filled up size, to `ngf` channels. */
  readonly fuse: Graph;
  /**
   * From these and the level's features to the next level's, or, at the last level, with the low-resolution picture as a
   * third input, to the result.
   */
  readonly refine: Graph;
}

/** What is between a level's fused references and its result, beside the level. */
export interface LevelEnd {
  /** See `RestorationLevel.describe`. */
  readonly detail?: GraphNode | undefined;
  /** What follows the level, and the inputs of `refine` that this and `detail` need. */
  readonly finish: (refined: GraphNode) => {
    readonly output: GraphNode;
    readonly inputs: readonly GraphNode[];
  };
}

/**
 * One resolution of the restoration (C2-Matching, figure 4; MRefSR, figure 3): aligns every reference with the same
 * layers, fuses them with the target, and refines. A part of `DynamicAggregationRestoration`, not a module, because
 * the official names carry the level inside them (`small_offset_conv1`, `head_small`).
 */
export class RestorationLevel {
  readonly #level: Level;
  readonly #ngf: number;
  readonly #prefix: string;
  /** What offsets are learned from. */
  readonly #offsetConvs: readonly [Conv2d, Conv2d] | undefined;
  readonly #dynAgg: DynamicAggregation;
  readonly #head: FusionHead;
  readonly #body: readonly ResidualBlockNoBN[];
  readonly #tail: Conv2d;
  /** Only the last level has it: its tail makes the picture. */
  readonly #picture: Conv2d | undefined;

  constructor(child: AddChild, config: RestorationLevelConfig) {
    const { level, ngf, nBlocks, groups, learnedOffsets, buildHead, prefix } = config;
    const { name, channels } = level;
    this.#level = level;
    this.#ngf = ngf;
    this.#prefix = prefix;
    const conv = (path: string, inChannels: number, outChannels: number) =>
      child(path, () => new Conv2d({ inChannels, outChannels, init: srnttInit }));
    this.#offsetConvs = learnedOffsets
      ? [
          conv(`${name}_offset_conv1`, ngf + channels, channels),
          conv(`${name}_offset_conv2`, channels, channels),
        ]
      : undefined;
    this.#dynAgg = child(
      `${name}_dyn_agg`,
      () => new DynamicAggregation({ inChannels: channels, deformGroups: groups, learnedOffsets }),
    );
    this.#head = buildHead(child, `head_${name}`, channels);
    this.#body = residualBody(child, `body_${name}`, nBlocks, { numFeat: ngf, init: srnttInit });
    const isLast = name === 'large';
    const half = Math.floor(ngf / 2);
    this.#tail = conv(`tail_${name}.0`, ngf, isLast ? half : 4 * ngf);
    this.#picture = isLast ? conv(`tail_${name}.2`, half, 3) : undefined;
  }

  /**
   * Adds the level's nodes: `ngf` channels to as many at twice the size, or to the picture at the last level.
   *
   * @param detail Added to the fused references, of as many channels: what is refined is seen beside what is borrowed.
   */
  describe(x: GraphNode, references: readonly LevelReference<GraphNode>[], detail?: GraphNode): GraphNode {
    const aligned = references.map((reference) => this.#align(x, reference));
    return this.#refine(x, this.#head.describe(x, aligned), detail);
  }

  /** The level in three parts, so that references can be taken one at a time; see `LevelStages`. */
  stages({ detail, finish }: LevelEnd): LevelStages {
    const { name, channels, scale } = this.#level;
    const input = (what: string, width: number) => inputNode(`${name}.${what}`, width, scale);
    const x = input('x', this.#ngf);
    const features = wholeInputNode(`${name}.features`, channels);
    const preOffset = input('pre_offset', PRE_OFFSET_CHANNELS);
    const { value, logits } = this.#head.describeReference(x, this.#align(x, { features, preOffset }));
    const sum = input('sum', value.channels);
    const fused = input('fused', this.#ngf);
    const { output, inputs } = finish(this.#refine(x, fused, detail));
    return {
      level: this.#level,
      multiple: this.#head.multiple,
      reference: new Graph([x, features, preOffset], logits ? [value, logits] : [value]),
      fuse: new Graph([x, sum], [this.#head.describeFused(x, sum)]),
      refine: new Graph([fused, x, ...inputs], [output]),
    };
  }

  #refine(x: GraphNode, fused: GraphNode, detail: GraphNode | undefined): GraphNode {
    const seen = detail ? addNode(`${this.#prefix}${this.#level.name}_detailed`, fused, detail) : fused;
    const body = this.#body.reduce((y, block) => block.describe(y), seen);
    const refined = addNode(`${this.#prefix}body_${this.#level.name}`, body, x);
    const name = `${this.#prefix}tail_${this.#level.name}`;
    return grouped({ name, type: 'tail', inputs: [refined] }, () => this.#finish(refined, name));
  }

  #align(x: GraphNode, { features, preOffset }: LevelReference<GraphNode>): GraphNode {
    const name = `${this.#prefix}${this.#level.name}`;
    const feat = this.#offsetConvs ? this.#offsetFeatures(this.#offsetConvs, x, features) : x;
    return activationNode(`${name}_aligned`, this.#dynAgg.describe(features, feat, preOffset), LEAKY);
  }

  #offsetFeatures([first, second]: readonly [Conv2d, Conv2d], x: GraphNode, features: GraphNode): GraphNode {
    const name = `${this.#prefix}${this.#level.name}`;
    // Where sizes differ, only what the offsets are learned from is cut to the target's grid; sampling sees all.
    const beside = concatNode(`${name}_beside`, [x, fitGridNode(`${name}_fitted`, features, x)]);
    return convNode(second, convNode(first, beside, LEAKY), LEAKY);
  }

  #finish(x: GraphNode, name: string): GraphNode {
    if (this.#picture) return convNode(this.#picture, convNode(this.#tail, x, LEAKY));
    return activationNode(name, pixelShuffleNode(`${name}.shuffled`, convNode(this.#tail, x), 2), LEAKY);
  }
}
