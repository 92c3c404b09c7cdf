import { refuseUnknownKeys, ShapeError } from '@srkit/core';
import { Conv2d, concatNode, convNode, grouped, Module } from '@srkit/nn';
import { LEAKY } from './activation';
import { ReferenceRestorationNet } from './reference-restoration-net';
import { srnttInit } from './srntt-init';
/** Convolution of target and reference side by side. State_dict name `0`. */
class ConcatenationHead extends Module {
    typeName = 'ConcatenationHead';
    #conv;
    constructor(ngf, channels) {
        super();
        this.#conv = this.child('0', () => new Conv2d({ inChannels: ngf + channels, outChannels: ngf, init: srnttInit }));
    }
    multiple = 1;
    describeReference(_target, aligned) {
        return { value: aligned };
    }
    describeFused(target, fused) {
        return convNode(this.#conv, concatNode(`${this.statePath}.beside`, [target, fused]), LEAKY);
    }
    describe(target, aligned) {
        const [reference] = aligned;
        if (!reference || aligned.length > 1) {
            throw new ShapeError('E_SHAPE_REFERENCES', `${this.path}: ${aligned.length} references given, expected exactly one. MRAPARestorationNet takes any number.`);
        }
        const { statePath: name, typeName: type } = this;
        return grouped({ name, type, inputs: [target, reference] }, () => this.describeFused(target, reference));
    }
}
/**
 * The restoration network of C2-Matching (section 3.4), x4 with one reference. State_dict without a prefix:
 * `content_extractor`, `dyn_agg_restore` with heads `head_{small,medium,large}.0`.
 */
export class RestorationNet extends ReferenceRestorationNet {
    config;
    /** @throws ConfigError for counts that are not positive integers, `ngf` below 2, or groups that do not divide 64. */
    constructor(config = {}, options = {}) {
        refuseUnknownKeys('RestorationNet', config, ['ngf', 'nBlocks', 'groups']);
        const { ngf = 64, nBlocks = 16, groups = 8 } = config;
        super(config, (child, name, channels) => child(name, () => new ConcatenationHead(ngf, channels)), options);
        this.config = { ngf, nBlocks, groups };
    }
    // A getter, because the parts are built before fields exist and their paths start with it.
    get typeName() {
        return 'RestorationNet';
    }
}
