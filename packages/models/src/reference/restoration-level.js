import { activationNode, addNode, Conv2d, concatNode, convNode, fitGridNode, Graph, grouped, inputNode, pixelShuffleNode, wholeInputNode, } from '@srkit/nn';
import { LEAKY } from './activation';
import { DynamicAggregation } from './dynamic-aggregation';
import { PRE_OFFSET_CHANNELS } from './levels';
import { residualBody } from './residual-block-no-bn';
import { srnttInit } from './srntt-init';
/**
 * One resolution of the restoration (C2-Matching, figure 4; MRefSR, figure 3): aligns every reference with the same
 * layers, fuses them with the target, and refines. A part of `DynamicAggregationRestoration`, not a module, because
 * the official names carry the level inside them (`small_offset_conv1`, `head_small`).
 */
export class RestorationLevel {
    #level;
    #ngf;
    #prefix;
    #offsetConv1;
    #offsetConv2;
    #dynAgg;
    #head;
    #body;
    #tail;
    /** Only the last level has it: its tail makes the picture. */
    #picture;
    constructor(child, { level, ngf, nBlocks, groups, buildHead, prefix }) {
        const { name, channels } = level;
        this.#level = level;
        this.#ngf = ngf;
        this.#prefix = prefix;
        const conv = (path, inChannels, outChannels) => child(path, () => new Conv2d({ inChannels, outChannels, init: srnttInit }));
        this.#offsetConv1 = conv(`${name}_offset_conv1`, ngf + channels, channels);
        this.#offsetConv2 = conv(`${name}_offset_conv2`, channels, channels);
        this.#dynAgg = child(`${name}_dyn_agg`, () => new DynamicAggregation({ inChannels: channels, deformGroups: groups }));
        this.#head = buildHead(child, `head_${name}`, channels);
        this.#body = residualBody(child, `body_${name}`, nBlocks, { numFeat: ngf, init: srnttInit });
        const isLast = name === 'large';
        const half = Math.floor(ngf / 2);
        this.#tail = conv(`tail_${name}.0`, ngf, isLast ? half : 4 * ngf);
        this.#picture = isLast ? conv(`tail_${name}.2`, half, 3) : undefined;
    }
    /** Adds the level's nodes: `ngf` channels to as many at twice the size, or to the picture at the last level. */
    describe(x, references) {
        const aligned = references.map((reference) => this.#align(x, reference));
        return this.#refine(x, this.#head.describe(x, aligned));
    }
    /** The level in three parts, so that references can be taken one at a time; see `LevelStages`. */
    stages(finish) {
        const { name, channels, scale } = this.#level;
        const input = (what, width) => inputNode(`${name}.${what}`, width, scale);
        const x = input('x', this.#ngf);
        const features = wholeInputNode(`${name}.features`, channels);
        const preOffset = input('pre_offset', PRE_OFFSET_CHANNELS);
        const { value, logits } = this.#head.describeReference(x, this.#align(x, { features, preOffset }));
        const sum = input('sum', value.channels);
        const fused = input('fused', this.#ngf);
        const { output, inputs } = finish(this.#refine(x, fused));
        return {
            level: this.#level,
            multiple: this.#head.multiple,
            reference: new Graph([x, features, preOffset], logits ? [value, logits] : [value]),
            fuse: new Graph([x, sum], [this.#head.describeFused(x, sum)]),
            refine: new Graph([fused, x, ...inputs], [output]),
        };
    }
    #refine(x, fused) {
        const body = this.#body.reduce((y, block) => block.describe(y), fused);
        const refined = addNode(`${this.#prefix}body_${this.#level.name}`, body, x);
        const name = `${this.#prefix}tail_${this.#level.name}`;
        return grouped({ name, type: 'tail', inputs: [refined] }, () => this.#finish(refined, name));
    }
    #align(x, { features, preOffset }) {
        const name = `${this.#prefix}${this.#level.name}`;
        // Where sizes differ, only what the offsets are learned from is cut to the target's grid; sampling sees all.
        const beside = concatNode(`${name}_beside`, [x, fitGridNode(`${name}_fitted`, features, x)]);
        const hidden = convNode(this.#offsetConv1, beside, LEAKY);
        const feat = convNode(this.#offsetConv2, hidden, LEAKY);
        return activationNode(`${name}_aligned`, this.#dynAgg.describe(features, feat, preOffset), LEAKY);
    }
    #finish(x, name) {
        if (this.#picture)
            return convNode(this.#picture, convNode(this.#tail, x, LEAKY));
        return activationNode(name, pixelShuffleNode(`${name}.shuffled`, convNode(this.#tail, x), 2), LEAKY);
    }
}
