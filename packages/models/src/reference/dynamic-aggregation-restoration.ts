import { checkChannels, checkedCount, Module, type ModuleOptions } from '@srkit/nn';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { RestorationNetConfig } from '../configs';
import { checkedGroups } from './checked-groups';
import { checkedReferences } from './checked-references';
import { LEVELS, type PreOffsets, type ReferenceFeatures } from './levels';
import type { Observer } from './observer';
import { type BuildHead, RestorationLevel } from './restoration-level';

/** The narrowest reference features, which the deformable groups divide. */
const NARROWEST = Math.min(...LEVELS.map(({ channels }) => channels));

/**
 * Transfers the references' features to the target at 1, 2 and 4 times its resolution (C2-Matching, section 3.4).
 * State_dict prefix `dyn_agg_restore`; names `{small,medium,large}_offset_conv{1,2}`, `..._dyn_agg`, `head_...`,
 * `body_...`, `tail_...`.
 */
export class DynamicAggregationRestoration extends Module {
  readonly typeName = 'DynamicAggregationRestoration';
  readonly ngf: number;
  readonly #levels: readonly RestorationLevel[];

  /** @throws ConfigError for counts that are not positive integers, `ngf` below 2, or groups that do not divide 64. */
  constructor(config: RestorationNetConfig, buildHead: BuildHead, options: ModuleOptions = {}) {
    super(options);
    const { ngf = 64, nBlocks = 16, groups = 8 } = config;
    checkedCount(this.path, 'ngf', ngf, 2);
    checkedCount(this.path, 'nBlocks', nBlocks, 0);
    checkedGroups(this.path, 'groups', groups, NARROWEST);
    this.ngf = ngf;
    this.#levels = LEVELS.map(
      (level) =>
        new RestorationLevel((name, build) => this.child(name, build), {
          level,
          ngf,
          nBlocks,
          groups,
          buildHead,
        }),
    );
  }

  /**
   * Content features `[n, h, w, ngf]` to the residual picture `[n, 4h, 4w, 3]`.
   *
   * @param preOffsets Of each reference.
   * @param features Of each reference, of any size.
   * @param observe Sees `{level}_dyn_agg` (once for each reference), `head_{level}` and what it saw, `tail_{level}`.
   * @throws ShapeError for no reference, lists of different lengths, or shapes that do not belong together.
   */
  forward(
    content: Tensor4D,
    preOffsets: readonly PreOffsets[],
    features: readonly ReferenceFeatures[],
    observe?: Observer,
  ): Tensor4D {
    checkChannels(this.path, content, 4, this.ngf);
    const references = checkedReferences(this.path, content, preOffsets, features);
    return tidy(() => {
      let x = content;
      LEVELS.forEach(({ layer }, i) => {
        const next = (this.#levels[i] as RestorationLevel).forward(
          x,
          references.map((reference) => reference[layer]),
          observe,
        );
        if (x !== content) x.dispose();
        x = next;
      });
      return x;
    });
  }
}
