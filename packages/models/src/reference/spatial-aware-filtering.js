import { refuseUnknownKeys } from '@srkit/core';
import { Conv2d, checkChannels, checkedCount, concatNode, convNode, graphFunction, grouped, Module, pointwiseNode, } from '@srkit/nn';
import { add, mul, sigmoid } from '@tensorflow/tfjs-core';
import { LEAKY } from './activation';
import { checkReferences } from './check-references';
import { checkedForm } from './fusion-form';
/** Declares the filter's convolutions with `child`. */
export const filterLayers = (child, { nf, channels, fusion = 'official', init }) => {
    const given = init ? { init } : {};
    const both = nf + channels;
    const conv = (name, inChannels, kernelSize = 3) => child(name, () => new Conv2d({ inChannels, outChannels: channels, kernelSize, ...given }));
    if (fusion === 'paper') {
        return {
            entry: undefined,
            multiply: [conv('f1.0', both), conv('f1.2', channels)],
            add: [conv('f2.0', both), conv('f2.2', channels)],
        };
    }
    return {
        entry: conv('spatial_attn', both, 1),
        multiply: [conv('spatial_attn_mul1', channels), conv('spatial_attn_mul2', channels)],
        add: [conv('spatial_attn_add1', channels), conv('spatial_attn_add2', channels)],
    };
};
/**
 * The reference times 2 sigmoid(multiplicative mask) plus the additive mask.
 *
 * @param prefix What the names of the results `mask_mul_logits`, `mask_add` and `filtered` begin with.
 */
export const filterReference = ({ entry, multiply, add: additive }, target, reference, prefix) => {
    const both = concatNode(`${prefix}both`, [target, reference]);
    const shared = entry ? convNode(entry, both, LEAKY) : both;
    const mask = (name, [first, second]) => grouped({ name: `${prefix}${name}`, type: 'mask', inputs: [shared] }, () => convNode(second, convNode(first, shared, LEAKY)));
    const logits = mask('mask_mul_logits', multiply);
    const added = mask('mask_add', additive);
    const inputs = [reference, logits, added];
    const name = `${prefix}filtered`;
    return grouped({ name, type: 'filter', inputs }, () => pointwiseNode(name, 'filter', inputs, reference.channels, ([x, multiplier, addend]) => add(mul(mul(x, sigmoid(multiplier)), 2), addend), 3 * reference.channels));
};
/**
 * Spatial aware filtering module, SAFM (MRefSR, section 3.2): keeps of the fused reference what fits the target, by a
 * multiplicative and an additive mask. State_dict names `spatial_attn`, `spatial_attn_{mul,add}{1,2}` (official) or
 * `f1.0`, `f1.2`, `f2.0`, `f2.2` (paper; its depth and width are not published, these are ours).
 */
export class SpatialAwareFiltering extends Module {
    typeName = 'SpatialAwareFiltering';
    config;
    #run;
    /** @throws ConfigError for counts that are not positive integers, or an unknown form. */
    constructor(config, options = {}) {
        super(options);
        const { nf, channels, fusion = 'official' } = config;
        checkedCount(this.path, 'nf', nf);
        checkedCount(this.path, 'channels', channels);
        checkedForm(this.path, fusion);
        this.config = { nf, channels, fusion };
        refuseUnknownKeys(this.path, config, [...Object.keys(this.config), 'init']);
        const layers = filterLayers((name, build) => this.child(name, build), config);
        this.#run = graphFunction([nf, channels], ([target, reference]) => filterReference(layers, target, reference, ''));
    }
    /**
     * Target `[n, h, w, nf]` and fused reference `[n, h, w, channels]` to the filtered reference of the same shape.
     *
     * @param observe Sees `mask_mul_logits`, `mask_add` and `filtered`.
     * @throws ShapeError for shapes that do not belong together.
     */
    forward(target, reference, observe) {
        checkChannels(this.path, target, 4, this.config.nf);
        checkReferences(this.path, target, [reference], this.config.channels);
        return this.#run([target, reference], observe);
    }
}
