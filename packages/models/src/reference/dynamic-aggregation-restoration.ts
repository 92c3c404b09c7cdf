import { checkedCount, type GraphNode, Module, type ModuleOptions } from '@srkit/nn';
import type { RestorationNetConfig, Widths } from '../configs';
import { checkedGroups } from './checked-groups';
import { LEVELS, levelsOf, type PerLayer, REFERENCE_WIDTHS } from './levels';
import {
  type BuildHead,
  type LevelEnd,
  type LevelReference,
  type LevelStages,
  RestorationLevel,
} from './restoration-level';

/**
 * Transfers the references' features to the target at 1, 2 and 4 times its resolution (C2-Matching, section 3.4).
 * State_dict prefix `dyn_agg_restore`; names `{small,medium,large}_offset_conv{1,2}`, `..._dyn_agg`, `head_...`,
 * `body_...`, `tail_...`.
 */
export class DynamicAggregationRestoration extends Module {
  readonly typeName = 'DynamicAggregationRestoration';
  readonly #levels: readonly RestorationLevel[];

  /** @throws ConfigError for counts that are not positive integers, `ngf` below 2, or groups that do not divide the widths. */
  constructor(
    config: RestorationNetConfig & { readonly refWidths?: Widths; readonly learnedOffsets?: boolean },
    buildHead: BuildHead,
    options: ModuleOptions = {},
  ) {
    super(options);
    const { ngf = 64, nBlocks = 16, groups = 8 } = config;
    const { refWidths = REFERENCE_WIDTHS, learnedOffsets = true } = config;
    checkedCount(this.path, 'ngf', ngf, 2);
    checkedCount(this.path, 'nBlocks', nBlocks, 0);
    refWidths.forEach((width, i) => {
      checkedCount(this.path, `refWidths[${i}]`, width);
      checkedGroups(this.path, 'groups', groups, width);
    });
    this.#levels = levelsOf(refWidths).map(
      (level) =>
        new RestorationLevel((name, build) => this.child(name, build), {
          level,
          ngf,
          nBlocks,
          groups,
          learnedOffsets,
          buildHead,
          prefix: this.statePath ? `${this.statePath}.` : '',
        }),
    );
  }

  /** The levels in parts, from coarse to fine. @param end Of the last level. */
  stages(end: LevelEnd): LevelStages[] {
    const last = this.#levels.length - 1;
    return this.#levels.map((level, i) =>
      level.stages(i === last ? end : { finish: (output) => ({ output, inputs: [] }) }),
    );
  }

  /**
   * Adds the nodes of the three levels: content features to the residual picture at four times the size.
   *
   * @param detail See `RestorationLevel.describe`; of the last level.
   */
  describe(
    content: GraphNode,
    references: readonly PerLayer<LevelReference<GraphNode>>[],
    detail?: GraphNode,
  ): GraphNode {
    const last = LEVELS.length - 1;
    return LEVELS.reduce(
      (x, { layer }, i) =>
        (this.#levels[i] as RestorationLevel).describe(
          x,
          references.map((reference) => reference[layer]),
          i === last ? detail : undefined,
        ),
      content,
    );
  }
}
