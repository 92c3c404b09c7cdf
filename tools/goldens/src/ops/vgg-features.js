import { VGGFeatureExtractor } from '@srkit/models';
import { compare } from '../compare';
import { hashWeights } from '../hash-weights';
import { toNchw } from '../layout';
import { nhwcTensor } from '../nhwc';
import { failure } from '../run-op';
const weights = ({ state, ...options }) => new Map(state.map(([name, shape]) => [
    name,
    { name, dtype: 'F32', shape, data: hashWeights(name, shape, false, options) },
]));
const statistics = (values) => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    return [mean, Math.sqrt(variance), values.reduce((most, v) => Math.max(most, Math.abs(v)), 0)];
};
const compareFeature = async (golden, layer, feature, summary) => {
    const [n, h, w, c] = feature.shape;
    const values = toNchw((await feature.data()), [n, h, w, c]);
    const { tolerance } = golden.file;
    const comparisons = [];
    if (summary.stored === 'full') {
        const name = `feat.${layer}`;
        comparisons.push(compare(name, { shape: [n, c, h, w], values }, golden.tensor(name), tolerance));
    }
    else {
        const name = `sub.${layer}`;
        const { start = 0, step = 1 } = summary;
        const taken = values.filter((_, i) => i >= start && (i - start) % step === 0);
        comparisons.push(compare(name, { shape: [taken.length], values: taken }, golden.tensor(name), tolerance));
    }
    if (summary.shape.join() !== [n, c, h, w].join())
        comparisons.push(failure(layer, `${layer} is [${n},${c},${h},${w}], expected [${summary.shape}]`));
    const expected = Float64Array.of(summary.mean, summary.std, summary.absmax);
    const whole = { shape: [3], values: Float64Array.from(statistics(values)) };
    comparisons.push(compare(`summary.${layer}`, whole, { shape: [3], values: expected }, tolerance));
    return comparisons;
};
/** `vgg_features`: the features of VGG with torchvision's names. */
export const vggFeatures = async ({ golden }) => {
    const params = golden.file.params;
    const vgg = new VGGFeatureExtractor({
        layers: params.layers,
        vggType: params.vgg_type,
        useInputNorm: params.use_input_norm,
        rangeNorm: params.range_norm,
    }, { deferred: true });
    vgg.loadStateDict(weights(params.hash));
    const x = nhwcTensor(golden, 'x');
    const features = vgg.forward(x);
    try {
        const comparisons = await Promise.all(params.layers.map((layer) => compareFeature(golden, layer, features[layer], params.summary[layer])));
        return comparisons.flat();
    }
    finally {
        for (const tensor of [x, ...Object.values(features)])
            tensor.dispose();
        vgg.dispose();
    }
};
