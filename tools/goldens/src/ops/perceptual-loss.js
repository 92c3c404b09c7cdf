import { PerceptualLoss } from '@srkit/losses';
import { VGGFeatureExtractor } from '@srkit/models';
import { add } from '@tensorflow/tfjs-core';
import { fillWithHash } from '../hash-refsr';
import { hashWeights } from '../hash-weights';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { compareInputGradient, compareScalar } from './loss-comparison';
/** The extractor of a loss, with weights hashed by torchvision's names. */
export const hashedVgg = (config, hash) => {
    const vgg = new VGGFeatureExtractor({
        layers: Object.keys(config.layer_weights),
        vggType: config.vgg_type,
        useInputNorm: config.use_input_norm ?? true,
        rangeNorm: config.range_norm ?? false,
    }, { deferred: true });
    const state = new Map();
    for (const [name, { shape }] of vgg.namedParameters()) {
        state.set(name, { name, dtype: 'F32', shape, data: hashWeights(name, shape, false, hash) });
    }
    vgg.loadStateDict(state);
    return vgg;
};
/** The extractor with names by layer, as the reference-based goldens hash them. */
export const hashedRefsrVgg = (layers, vggType, hash) => {
    const vgg = new VGGFeatureExtractor({ layers, vggType, names: 'conv' }, { deferred: true });
    fillWithHash(vgg, hash, (name) => `vgg.${name}`);
    return vgg;
};
/** The options of a loss, by our names. */
export const perceptualOptions = (config) => ({
    layerWeights: config.layer_weights,
    criterion: config.criterion ?? 'l1',
    perceptualWeight: config.perceptual_weight ?? 1,
    styleWeight: config.style_weight ?? 0,
});
const realEsrganCase = async ({ golden }) => {
    const { config, hash } = golden.file.params;
    const vgg = hashedVgg(config, hash);
    const loss = new PerceptualLoss(vgg, perceptualOptions(config));
    const [x, gt] = [nhwcTensor(golden, 'x'), nhwcTensor(golden, 'gt')];
    const comparisons = [];
    const { perceptual, style } = loss.forward(x, gt);
    for (const [name, value] of [['percep', perceptual], ['style', style]]) {
        if (value && golden.outputNames.includes(name))
            comparisons.push(await compareScalar(golden, name, value));
        value?.dispose();
    }
    const total = (picture) => {
        const parts = Object.values(loss.forward(picture, gt)).filter((part) => part !== null);
        return parts.reduce((sum, part) => add(sum, part));
    };
    comparisons.push(await compareInputGradient(golden, 'grad.x', total, x, golden.file.grad_tolerance));
    for (const tensor of [x, gt])
        tensor.dispose();
    vgg.dispose();
    return comparisons;
};
const refsrCase = async ({ golden }) => {
    const params = golden.file.params;
    const vgg = hashedRefsrVgg(Object.keys(params.layer_weights), params.vgg_type, params.hash_weights);
    // Stored without the weight, whose 1e-4 would hide differences below the tolerance.
    const loss = new PerceptualLoss(vgg, { ...perceptualOptions(params), perceptualWeight: 1 });
    const [x, gt] = [nhwcTensor(golden, 'x'), nhwcTensor(golden, 'gt')];
    const value = (picture) => loss.forward(picture, gt).perceptual;
    const [whole, features] = [value(x), vgg.forward(x)];
    const comparisons = [
        await compareScalar(golden, 'loss_unweighted', whole),
        await compareNhwc(golden, 'relu5_1_of_x', features['relu5_1']),
        await compareInputGradient(golden, 'grad_x_unweighted', value, x),
    ];
    for (const tensor of [x, gt, whole, ...Object.values(features)])
        tensor.dispose();
    vgg.dispose();
    return comparisons;
};
/** `perceptual_loss`: both collections name theirs so. */
export const perceptualLossOp = (context) => 'config' in context.golden.file.params ? realEsrganCase(context) : refsrCase(context);
