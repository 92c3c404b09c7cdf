import { checkedCount, Module } from '@srkit/nn';
import { checkedGroups } from './checked-groups';
import { LEVELS } from './levels';
import { RestorationLevel } from './restoration-level';
/** The narrowest reference features, which the deformable groups divide. */
const NARROWEST = Math.min(...LEVELS.map(({ channels }) => channels));
/**
 * Transfers the references' features to the target at 1, 2 and 4 times its resolution (C2-Matching, section 3.4).
 * State_dict prefix `dyn_agg_restore`; names `{small,medium,large}_offset_conv{1,2}`, `..._dyn_agg`, `head_...`,
 * `body_...`, `tail_...`.
 */
export class DynamicAggregationRestoration extends Module {
    typeName = 'DynamicAggregationRestoration';
    #levels;
    /** @throws ConfigError for counts that are not positive integers, `ngf` below 2, or groups that do not divide 64. */
    constructor(config, buildHead, options = {}) {
        super(options);
        const { ngf = 64, nBlocks = 16, groups = 8 } = config;
        checkedCount(this.path, 'ngf', ngf, 2);
        checkedCount(this.path, 'nBlocks', nBlocks, 0);
        checkedGroups(this.path, 'groups', groups, NARROWEST);
        this.#levels = LEVELS.map((level) => new RestorationLevel((name, build) => this.child(name, build), {
            level,
            ngf,
            nBlocks,
            groups,
            buildHead,
            prefix: this.statePath ? `${this.statePath}.` : '',
        }));
    }
    /** The levels in parts, from coarse to fine. */
    stages(finish) {
        const last = this.#levels.length - 1;
        return this.#levels.map((level, i) => level.stages(i === last ? finish : (output) => ({ output, inputs: [] })));
    }
    /** Adds the nodes of the three levels: content features to the residual picture at four times the size. */
    describe(content, references) {
        return LEVELS.reduce((x, { layer }, i) => this.#levels[i].describe(x, references.map((reference) => reference[layer])), content);
    }
}
