import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { FEATURE_MATCH, patchCount } from '@srkit/core/contracts';
import { all, cast, expandDims, isFinite as finiteElements, getBackend, reshape, slice, square, tidy, zerosLike, } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { referenceFeatureMatch } from './reference-feature-match';
/** Indices travel beside the correlations as float32, which holds every integer up to here. */
const MAX_REF_PATCHES = 2 ** 24;
/** Where looking at a number would mean to wait for everything before it. */
const GRAPHICS_CARDS = ['webgl', 'webgpu'];
const refuseNotFinite = (name, features) => {
    if (GRAPHICS_CARDS.includes(getBackend()))
        return;
    // Also false where only the square is too large: such features' products would be as well.
    if (tidy(() => all(finiteElements(square(features))).dataSync()[0]))
        return;
    throw new ConfigError('E_CONFIG_FEATURES', `featureMatch: the ${name} features have a value that is NaN, infinite or too large to square; expected finite values. Look for NaN in the picture or in the extractor's weights.`);
};
const match = defineOp(FEATURE_MATCH, {
    reference: ({ input, ref }, attrs) => {
        refuseNotFinite('input', input);
        refuseNotFinite('reference', ref);
        return referenceFeatureMatch(input, ref, attrs);
    },
    inputsToSave: ['input', 'ref'],
    // An index has no gradient, and nothing flows into the extractor through the correlation either (section 3).
    gradient: (_dy, [input, ref]) => ({
        input: () => zerosLike(input),
        ref: () => zerosLike(ref),
    }),
});
const check = (input, ref, attrs) => {
    for (const name of ['patchSize', 'inputStride', 'refStride']) {
        if (!Number.isInteger(attrs[name]) || attrs[name] < 1) {
            throw new ConfigError('E_CONFIG_MATCH', `featureMatch: ${name} is ${attrs[name]}, expected an integer >= 1.`);
        }
    }
    const fits = input.rank === ref.rank &&
        (input.rank === 3 || (input.rank === 4 && input.shape[0] === ref.shape[0])) &&
        input.shape.at(-1) === ref.shape.at(-1);
    if (!fits || input.size === 0) {
        throw new ShapeError('E_SHAPE_FEATURES', `featureMatch: got input features [${input.shape}] and reference features [${ref.shape}]; expected both [h, w, channels] or both [n, h, w, channels], with the same channels and samples. Match several references one after the other.`);
    }
    for (const [name, { shape }] of [
        ['input', input],
        ['reference', ref],
    ]) {
        const [h, w] = shape.slice(-3);
        if (Math.min(h, w) < attrs.patchSize) {
            throw new ShapeError('E_SHAPE_SIDE', `featureMatch: the ${name} features are ${h}x${w} (height x width), smaller than a patch of ${attrs.patchSize}x${attrs.patchSize}. Use a larger picture: features have a quarter of its sides.`);
        }
    }
    const [refHeight, refWidth] = ref.shape.slice(-3);
    const { patchSize, refStride } = attrs;
    const refPatches = patchCount(refHeight, patchSize, refStride) * patchCount(refWidth, patchSize, refStride);
    if (refPatches > MAX_REF_PATCHES) {
        throw new ShapeError('E_SHAPE_SIDE', `featureMatch: the reference features [${ref.shape}] have ${refPatches} patches, expected at most ${MAX_REF_PATCHES}. Use a smaller reference or a larger refStride.`);
    }
};
export function featureMatch(input, reference, options = {}) {
    const known = ['patchSize', 'inputStride', 'refStride', 'isNorm', 'normInput'];
    refuseUnknownKeys('featureMatch', options, known);
    const { patchSize = 3, inputStride = 1, refStride = 1, isNorm = true, normInput = false } = options;
    const attrs = { patchSize, inputStride, refStride, isNorm, normInput };
    check(input, reference, attrs);
    return tidy(() => {
        const batch = (x) => (x.rank === 4 ? x : expandDims(x, 0));
        const inputs = { input: batch(input), ref: batch(reference) };
        const matches = match(inputs, attrs);
        const shape = matches.shape.slice(input.rank === 4 ? 0 : 1, 3);
        const part = (at) => reshape(slice(matches, [0, 0, 0, at], [-1, -1, -1, 1]), shape);
        return { index: cast(part(0), 'int32'), correlation: part(1) };
    });
}
