import type { AddChild } from '@srkit/nn';
import { Conv2d } from '@srkit/nn';
import { pixelShuffle } from '@srkit/ops';
import { add, concat, leakyRelu, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { LEAKY } from './activation';
import { DynamicAggregation } from './dynamic-aggregation';
import { fitGrid } from './fit-grid';
import type { Level } from './levels';
import { below, type Observer } from './observer';
import { type ResidualBlockNoBN, residualBody, runBody } from './residual-block-no-bn';
import { srnttInit } from './srntt-init';

/** Brings the aligned references into the target's features: `[n, h, w, ngf]` to the same shape. */
export interface FusionHead {
  forward(target: Tensor4D, aligned: readonly Tensor4D[], observe?: Observer): Tensor4D;
}

/** Builds the head of a level. */
export type BuildHead = (child: AddChild, name: string, channels: number) => FusionHead;

export interface RestorationLevelConfig {
  readonly level: Level;
  readonly ngf: number;
  readonly nBlocks: number;
  readonly groups: number;
  readonly buildHead: BuildHead;
}

/** One reference, as a level sees it. */
export interface LevelReference {
  readonly features: Tensor4D;
  readonly preOffset: Tensor4D;
}

/**
 * One resolution of the restoration (C2-Matching, figure 4; MRefSR, figure 3): aligns every reference with the same
 * layers, fuses them with the target, and refines. A part of `DynamicAggregationRestoration`, not a module, because
 * the official names carry the level inside them (`small_offset_conv1`, `head_small`).
 */
export class RestorationLevel {
  readonly #level: Level;
  readonly #offsetConv1: Conv2d;
  readonly #offsetConv2: Conv2d;
  readonly #dynAgg: DynamicAggregation;
  readonly #head: FusionHead;
  readonly #body: readonly ResidualBlockNoBN[];
  readonly #tail: Conv2d;
  /** Only the last level has it: its tail makes the picture. */
  readonly #picture: Conv2d | undefined;

  constructor(child: AddChild, { level, ngf, nBlocks, groups, buildHead }: RestorationLevelConfig) {
    const { name, channels } = level;
    this.#level = level;
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

  /** `[n, h, w, ngf]` to `[n, 2h, 2w, ngf]`, or to the picture `[n, h, w, 3]` at the last level. */
  forward(x: Tensor4D, references: readonly LevelReference[], observe?: Observer): Tensor4D {
    const { name } = this.#level;
    return tidy(() => {
      const aligned = references.map((reference) => this.#align(x, reference, observe));
      const fused = this.#head.forward(x, aligned, below(observe, `head_${name}`));
      observe?.(`head_${name}`, fused);
      for (const map of aligned) map.dispose();
      const refined = add(runBody(this.#body, fused), x) as Tensor4D;
      const y = this.#finish(refined);
      observe?.(`tail_${name}`, y);
      return y;
    });
  }

  #align(x: Tensor4D, { features, preOffset }: LevelReference, observe?: Observer): Tensor4D {
    return tidy(() => {
      // Where sizes differ, only what the offsets are learned from is cut to the target's grid; sampling sees all.
      const beside = concat([x, fitGrid(features, x.shape[1], x.shape[2])], 3);
      const hidden = this.#offsetConv1.forward(beside, LEAKY);
      const feat = this.#offsetConv2.forward(hidden, LEAKY);
      const gathered = this.#dynAgg.forward(features, feat, preOffset);
      observe?.(`${this.#level.name}_dyn_agg`, gathered);
      return leakyRelu(gathered, LEAKY.slope);
    });
  }

  #finish(x: Tensor4D): Tensor4D {
    if (this.#picture) return this.#picture.forward(this.#tail.forward(x, LEAKY));
    return leakyRelu(pixelShuffle(this.#tail.forward(x), 2), LEAKY.slope);
  }
}
