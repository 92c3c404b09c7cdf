import { refuseUnknownKeys, ShapeError } from '@srkit/core';
import { Conv2d, checkedCount, constant, convNode, dynamicAggregationNode, graphFunction, grouped, inputNode, Module, torchDefault, wholeInputNode, } from '@srkit/nn';
import { checkedGroups } from './checked-groups';
const KERNEL_SIZE = 3;
const TAPS = KERNEL_SIZE ** 2;
/**
 * Dynamic aggregation (C2-Matching, section 3.3): a modulated deformable convolution whose offsets are those found by
 * matching plus learned ones. State_dict names `weight`, `bias`, `conv_offset_mask`; prefix
 * `dyn_agg_restore.{small,medium,large}_dyn_agg`. Official classes: `DynAgg`, `DCN_sep_pre_multi_offset`.
 */
export class DynamicAggregation extends Module {
    typeName = 'DynamicAggregation';
    config;
    #weight;
    #bias;
    #convOffsetMask;
    #run;
    /** @throws ConfigError for counts that are not positive integers, or channels that the groups do not divide. */
    constructor(config, options = {}) {
        super(options);
        const { inChannels, outChannels = inChannels, deformGroups = 8 } = config;
        checkedCount(this.path, 'inChannels', inChannels);
        checkedCount(this.path, 'outChannels', outChannels);
        checkedGroups(this.path, 'deformGroups', deformGroups, inChannels);
        this.config = { inChannels, outChannels, deformGroups };
        refuseUnknownKeys(this.path, config, Object.keys(this.config));
        const fanIn = inChannels * TAPS;
        this.#weight = this.parameter('weight', {
            shape: [outChannels, inChannels, KERNEL_SIZE, KERNEL_SIZE],
            layout: 'conv',
            init: torchDefault,
            fanIn,
        });
        this.#bias = this.parameter('bias', { shape: [outChannels], layout: 'plain', init: constant(0), fanIn });
        // Zero at first, so that training starts from the matched positions.
        this.#convOffsetMask = this.child('conv_offset_mask', () => new Conv2d({ inChannels, outChannels: 3 * TAPS * deformGroups, init: constant(0) }));
        this.#run = graphFunction([
            wholeInputNode('reference', inChannels),
            inputNode('feat', inChannels),
            inputNode('preOffset', 2 * TAPS),
        ], ([reference, feat, preOffset]) => this.describe(reference, feat, preOffset));
    }
    /** Adds the nodes: the learned offsets of `feat`, and what they and the matched ones gather from the reference. */
    describe(reference, feat, preOffset) {
        const { statePath: name, typeName: type } = this;
        const inputs = [reference, feat, preOffset];
        return grouped({ name, type, inputs }, () => {
            const predicted = convNode(this.#convOffsetMask, feat);
            return dynamicAggregationNode(name, { weight: this.#weight, bias: this.#bias, deformGroups: this.config.deformGroups }, [reference, predicted, preOffset]);
        });
    }
    /**
     * `[n, h, w, outChannels]`: the reference's content at the target's pixels.
     *
     * @param reference Features to sample, `[n, hr, wr, inChannels]`, of any height and width.
     * @param feat What the learned offsets follow from, `[n, h, w, inChannels]`.
     * @param preOffset Matched displacements of the taps, `[n, h, w, 18]`; see `PreOffsets`.
     * @throws ShapeError when the three do not belong together.
     */
    forward(reference, feat, preOffset) {
        const { inChannels } = this.config;
        const [n, h, w] = feat.shape;
        this.#check('feat', feat, [n, h, w, inChannels]);
        this.#check('reference', reference, [n, reference.shape[1], reference.shape[2], inChannels]);
        this.#check('preOffset', preOffset, [n, h, w, 2 * TAPS]);
        return this.#run([reference, feat, preOffset]);
    }
    #check(name, { shape }, expected) {
        if (shape.join() !== expected.join()) {
            throw new ShapeError('E_SHAPE_REFERENCE', `${this.path}: ${name} is [${shape}], expected [${expected}] (batch, height, width, channels).`);
        }
    }
}
