import { checkSomeReferences, DynamicAggregation, MultiReferenceAttention, RRDBNet, SpatialAwareFiltering, SRVGGNetCompact, } from '../index';
import { PRE_OFFSET_CHANNELS } from '../reference/levels';
import { checkInputCount, checkLayerShape } from './layer-shape';
/** The shape with other channels. */
const withChannels = (shape, channels) => [...shape.slice(0, 3), channels];
const anySize = (channels) => [null, null, null, channels];
const enlarging = (create) => ({
    create,
    outputShape: (owner, { inChannels, outChannels, scale }, inputs) => {
        checkInputCount(owner, inputs, ['the picture']);
        const [shape] = inputs;
        checkLayerShape(owner, 'the input', shape, anySize(inChannels));
        const [n, h, w] = shape;
        const enlarged = (side) => (side === null ? null : side * scale);
        return [n, enlarged(h), enlarged(w), outChannels];
    },
    forward: (network, [x]) => network.forward(x),
});
/** Each module's inputs are a list in the order of its `forward`. */
export const LAYER_NETWORKS = {
    RRDBNet: enlarging((config, options) => new RRDBNet(config, options)),
    SRVGGNetCompact: enlarging((config, options) => new SRVGGNetCompact(config, options)),
    MultiReferenceAttention: {
        create: (config, options) => new MultiReferenceAttention(config, options),
        outputShape: (owner, { config, outChannels }, inputs) => {
            const [target, ...references] = inputs;
            checkLayerShape(owner, 'the target', target, anySize(config.nf));
            checkSomeReferences(owner, references);
            references.forEach((shape, i) => {
                checkLayerShape(owner, `reference ${i}`, shape, withChannels(target, config.refNf));
            });
            return withChannels(target, outChannels);
        },
        forward: (network, [target, ...references]) => network.forward(target, references),
    },
    SpatialAwareFiltering: {
        create: (config, options) => new SpatialAwareFiltering(config, options),
        outputShape: (owner, { config: { nf, channels } }, inputs) => {
            checkInputCount(owner, inputs, ['the target', 'the fused reference']);
            const [target, reference] = inputs;
            checkLayerShape(owner, 'the target', target, anySize(nf));
            checkLayerShape(owner, 'the fused reference', reference, withChannels(target, channels));
            return withChannels(target, channels);
        },
        forward: (network, [target, reference]) => network.forward(target, reference),
    },
    DynamicAggregation: {
        create: (config, options) => new DynamicAggregation(config, options),
        outputShape: (owner, { config: { inChannels, outChannels } }, inputs) => {
            checkInputCount(owner, inputs, ["the reference's features", 'feat', 'the pre-offset']);
            const [reference, feat, preOffset] = inputs;
            checkLayerShape(owner, 'feat', feat, anySize(inChannels));
            const [batch = null] = feat;
            checkLayerShape(owner, "the reference's features", reference, [batch, null, null, inChannels]);
            checkLayerShape(owner, 'the pre-offset', preOffset, withChannels(feat, PRE_OFFSET_CHANNELS));
            return withChannels(feat, outChannels);
        },
        forward: (network, [reference, feat, preOffset]) => network.forward(reference, feat, preOffset),
    },
};
