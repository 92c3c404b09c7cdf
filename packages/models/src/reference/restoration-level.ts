import {
  type AddChild,
  activationNode,
  addNode,
  Conv2d,
  concatNode,
  convNode,
  fitGridNode,
  type GraphNode,
  grouped,
  pixelShuffleNode,
} from '@srkit/nn';
import { LEAKY } from './activation';
import { DynamicAggregation } from './dynamic-aggregation';
import type { Level } from './levels';
import { type ResidualBlockNoBN, residualBody } from './residual-block-no-bn';
import { srnttInit } from './srntt-init';

/** Brings the aligned references into the target's features, whose channels the result has. */
export interface FusionHead {
  describe(target: GraphNode, aligned: readonly GraphNode[]): GraphNode;
}

/** Builds the head of a level. */
export type BuildHead = (child: AddChild, name: string, channels: number) => FusionHead;

export interface RestorationLevelConfig {
  readonly level: Level;
  readonly ngf: number;
  readonly nBlocks: number;
  readonly groups: number;
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
 * One resolution of the restoration (C2-Matching, figure 4; MRefSR, figure 3): aligns every reference with the same
 * layers, fuses them with the target, and refines. A part of `DynamicAggregationRestoration`, not a module, because
 * the official names carry the level inside them (`small_offset_conv1`, `head_small`).
 */
export class RestorationLevel {
  readonly #level: Level;
  readonly #prefix: string;
  readonly #offsetConv1: Conv2d;
  readonly #offsetConv2: Conv2d;
  readonly #dynAgg: DynamicAggregation;
  readonly #head: FusionHead;
  readonly #body: readonly ResidualBlockNoBN[];
  readonly #tail: Conv2d;
  /** Only the last level has it: its tail makes the picture. */
  readonly #picture: Conv2d | undefined;

  constructor(child: AddChild, { level, ngf, nBlocks, groups, buildHead, prefix }: RestorationLevelConfig) {
    const { name, channels } = level;
    this.#level = level;
    this.#prefix = prefix;
    const conv = (path: string, inChannels: number, outChannels: number) =>
      child(path, () => new Conv2d({ inChannels, outChannels, init: srnttInit }));
    this.#offsetConv1 = conv(`${name}_offset_conv1`, ngf + channels, channels);
    this.#offsetConv2 = conv(`${name}_offset_conv2`, channels, channels);
    this.#dynAgg = child(
      `${name}_dyn_agg`,
      () => new DynamicAggregation({ inChannels: channels, deformGroups: groups }),
    );
    this.#head = buildHead(child, `head_${name}`, channels);
    this.#body = residualBody(child, `body_${name}`, nBlocks, { numFeat: ngf, init: srnttInit });
    const isLast = name === 'large';
    const half = Math.floor(ngf / 2);
    this.#tail = conv(`tail_${name}.0`, ngf, isLast ? half : 4 * ngf);
    this.#picture = isLast ? conv(`tail_${name}.2`, half, 3) : undefined;
  }

  /** Adds the level's nodes: `ngf` channels to as many at twice the size, or to the picture at the last level. */
  describe(x: GraphNode, references: readonly LevelReference<GraphNode>[]): GraphNode {
    const aligned = references.map((reference) => this.#align(x, reference));
    const fused = this.#head.describe(x, aligned);
    const body = this.#body.reduce((y, block) => block.describe(y), fused);
    const refined = addNode(`${this.#prefix}body_${this.#level.name}`, body, x);
    const name = `${this.#prefix}tail_${this.#level.name}`;
    return grouped({ name, type: 'tail', inputs: [refined] }, () => this.#finish(refined, name));
  }

  #align(x: GraphNode, { features, preOffset }: LevelReference<GraphNode>): GraphNode {
    const name = `${this.#prefix}${this.#level.name}`;
    // Where sizes differ, only what the offsets are learned from is cut to the target's grid; sampling sees all.
    const beside = concatNode(`${name}_beside`, [x, fitGridNode(`${name}_fitted`, features, x)]);
    const hidden = convNode(this.#offsetConv1, beside, LEAKY);
    const feat = convNode(this.#offsetConv2, hidden, LEAKY);
    return activationNode(`${name}_aligned`, this.#dynAgg.describe(features, feat, preOffset), LEAKY);
  }

  #finish(x: GraphNode, name: string): GraphNode {
    if (this.#picture) return convNode(this.#picture, convNode(this.#tail, x, LEAKY));
    return activationNode(name, pixelShuffleNode(`${name}.shuffled`, convNode(this.#tail, x), 2), LEAKY);
  }
}
