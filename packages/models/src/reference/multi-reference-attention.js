import { refuseUnknownKeys } from '@srkit/core';
import { addNode, Conv2d, checkChannels, checkedCount, concatNode, convNode, Graph, graphPerCount, grouped, inputNode, Module, pointwiseNode, } from '@srkit/nn';
import { mul, slice, softmax, sum } from '@tensorflow/tfjs-core';
import { checkReferences } from './check-references';
import { ConvPRelu } from './conv-prelu';
import { checkedForm } from './fusion-form';
const describeLayer = (layer, x) => layer instanceof Conv2d ? convNode(layer, x) : layer.describe(x);
/** The product, channel by channel, or of the one channel of `a` with each of `b`. */
const multiplyNode = (name, a, b) => pointwiseNode(name, 'multiply', [a, b], b.channels, ([x, y]) => mul(x, y));
/** Channels of the fused reference: the official value convolution doubles them. */
export const fusedChannels = (refNf, fusion) => fusion === 'official' ? 2 * refNf : refNf;
/** Declares the attention's convolutions with `child`. */
export const attentionLayers = (child, { nf, refNf, fusion = 'official', init }) => {
    const given = init ? { init } : {};
    const value = { inChannels: refNf, outChannels: fusedChannels(refNf, fusion), ...given };
    if (fusion === 'paper') {
        return {
            query: child('conv_q', () => new Conv2d({ inChannels: nf, outChannels: refNf, ...given })),
            key: child('conv_k', () => new Conv2d({ inChannels: refNf, outChannels: refNf, ...given })),
            value: child('conv_v', () => new Conv2d(value)),
            queryScale: 1,
        };
    }
    return {
        query: child('conv_emb1', () => new ConvPRelu({ inChannels: nf, outChannels: refNf, kernelSize: 1, ...given })),
        key: child('conv_emb2', () => new ConvPRelu({ inChannels: refNf, outChannels: refNf, ...given })),
        value: child('conv_ass', () => new Conv2d(value)),
        queryScale: refNf ** -0.5,
    };
};
/** What each reference's weight follows from: <query, key>, one channel. */
const logitsOf = ({ key }, query, reference, prefix) => {
    const products = multiplyNode(`${prefix}products`, query, describeLayer(key, reference));
    return pointwiseNode(`${prefix}logits`, 'sum', [products], 1, ([x]) => sum(x, 3, true));
};
const scaledQuery = ({ query, queryScale }, target, prefix) => {
    const asked = describeLayer(query, target);
    if (queryScale === 1)
        return asked;
    return pointwiseNode(`${prefix}query`, 'scale', [asked], asked.channels, ([x]) => mul(x, queryScale));
};
/** The attention of one reference by itself, for references that are taken one at a time. */
export const attendOne = (layers, target, reference, prefix) => ({
    logits: logitsOf(layers, scaledQuery(layers, target, prefix), reference, prefix),
    value: describeLayer(layers.value, reference),
});
/**
 * Mean of the references' values, weighted by the softmax over the references, per pixel, of <query, key>.
 *
 * @param prefix What the names of the results `attention` (`[n, h, w, references]`) and `fused` begin with.
 */
export const attend = (layers, target, references, prefix) => {
    const inputs = [target, ...references];
    const attention = grouped({ name: `${prefix}attention`, type: 'attention', inputs }, () => {
        const query = scaledQuery(layers, target, prefix);
        const logits = references.map((reference) => logitsOf(layers, query, reference, prefix));
        const all = concatNode(`${prefix}logits`, logits);
        return pointwiseNode(`${prefix}attention`, 'softmax', [all], all.channels, ([x]) => softmax(x, 3));
    });
    return grouped({ name: `${prefix}fused`, type: 'weightedSum', inputs: [attention, ...references] }, () => {
        const weighted = (reference, i) => {
            const weight = pointwiseNode(`${prefix}weight`, 'channel', [attention], 1, ([x]) => slice(x, [0, 0, 0, i], [...x.shape.slice(0, 3), 1]));
            return multiplyNode(`${prefix}weighted`, weight, describeLayer(layers.value, reference));
        };
        // One after the other, so that one reference's values are held at a time.
        const [first, ...rest] = references;
        return rest.reduce((before, reference, i) => addNode(`${prefix}fused`, before, weighted(reference, i + 1)), weighted(first, 0));
    });
};
/**
 * Multi-reference attention module, MAM (MRefSR, section 3.2): fuses any number of aligned references into one map
 * by attention over the references at each pixel. Their order does not matter; with one its weight is 1.
 * State_dict names `conv_emb1`, `conv_emb2`, `conv_ass` (official) or `conv_q`, `conv_k`, `conv_v` (paper).
 */
export class MultiReferenceAttention extends Module {
    typeName = 'MultiReferenceAttention';
    config;
    /** Channels of the result: `2 * refNf` in the official form, `refNf` in the paper's. */
    outChannels;
    #graph;
    /** @throws ConfigError for counts that are not positive integers, or an unknown form. */
    constructor(config, options = {}) {
        super(options);
        const { nf, refNf, fusion = 'official' } = config;
        checkedCount(this.path, 'nf', nf);
        checkedCount(this.path, 'refNf', refNf);
        checkedForm(this.path, fusion);
        this.config = { nf, refNf, fusion };
        refuseUnknownKeys(this.path, config, [...Object.keys(this.config), 'init']);
        this.outChannels = fusedChannels(refNf, fusion);
        const layers = attentionLayers((name, build) => this.child(name, build), config);
        this.#graph = graphPerCount((count) => {
            const target = inputNode('target', nf);
            const references = Array.from({ length: count }, (_, i) => inputNode(`reference${i}`, refNf));
            return new Graph([target, ...references], [attend(layers, target, references, '')]);
        });
    }
    /**
     * Target `[n, h, w, nf]` and one or more aligned references `[n, h, w, refNf]` to `[n, h, w, outChannels]`.
     *
     * @param observe Sees `attention` (`[n, h, w, references]`) and `fused`.
     * @throws ShapeError for no reference, or shapes that do not belong together.
     */
    forward(target, references, observe) {
        checkChannels(this.path, target, 4, this.config.nf);
        checkReferences(this.path, target, references, this.config.refNf);
        return this.#graph(references.length).run([target, ...references], observe)[0];
    }
}
