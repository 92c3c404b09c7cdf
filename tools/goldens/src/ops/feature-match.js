import { indexToFlow } from '@srkit/models';
import { featureMatch } from '@srkit/ops';
import { expandDims, tensor3d } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { toNhwc } from '../layout';
import { failure } from '../run-op';
import { toleranceOf } from './refsr-comparison';
/** Scores in float64 closer than this are a tie. */
const TIE = 1e-9;
const features = (golden, name) => {
    const [c, h, w] = golden.tensor(name).shape;
    return tensor3d(toNhwc(golden.floats(name), [1, c, h, w]), [h, w, c]);
};
const compareTensor = async (golden, name, actual) => compare(name, { shape: actual.shape, values: await actual.data() }, golden.tensor(name), actual.dtype === 'int32' ? {} : toleranceOf(golden, name));
/** Compares what float32 made of ties: any index whose score is the best one. */
const compareTied = async (golden, name, index) => {
    const scores = golden.tensor('score_f64').values;
    const expected = golden.tensor(name).values;
    const places = await index.data();
    for (let i = 0; i < expected.length; i++) {
        const [ours, theirs] = [places[i], expected[i]].map((place) => scores[place * expected.length + i]);
        if (Math.abs(ours - theirs) > TIE) {
            return failure(name, `${name}[${i}] is ${places[i]}, expected ${expected[i]} or one that ties with it`);
        }
    }
    return { name, ok: true, worst: 0 };
};
/** The best scores are the correlations, before the input patches' norms come in. */
const compareScores = async (golden, matches) => {
    const [places, values] = [await matches.index.data(), await matches.correlation.data()];
    const scores = golden.tensor('score_f64').values;
    const best = Array.from(places, (place, i) => scores[place * places.length + i]);
    const shape = matches.index.shape;
    return compare('score_f64', { shape, values }, { shape, values: best }, toleranceOf(golden, 'score_f64'));
};
/** `feature_match_index`. Where the case says nothing of ties, indices must be the same. */
export const featureMatchIndexOp = async ({ golden }) => {
    const params = golden.file.params;
    const [input, ref] = [features(golden, 'feat_input'), features(golden, 'feat_ref')];
    const options = {
        patchSize: params.patch_size,
        inputStride: params.input_stride,
        refStride: params.ref_stride,
        isNorm: params.is_norm,
        normInput: params.norm_input,
    };
    const { index, correlation } = featureMatch(input, ref, options);
    const outputs = new Set(golden.outputNames);
    const results = [
        await compareTensor(golden, 'max_idx', index),
        await compareTensor(golden, 'max_val', correlation),
    ];
    if (outputs.has('official_flow')) {
        const batch = expandDims(index);
        const flow = indexToFlow(batch);
        results.push(await compareTensor(golden, 'official_flow', flow));
        for (const tensor of [batch, flow])
            tensor.dispose();
    }
    if (outputs.has('max_idx_float32'))
        results.push(await compareTied(golden, 'max_idx_float32', index));
    if (outputs.has('score_f64')) {
        const plain = featureMatch(input, ref, { ...options, normInput: false });
        results.push(await compareScores(golden, plain));
        for (const tensor of [plain.index, plain.correlation])
            tensor.dispose();
    }
    for (const tensor of [input, ref, index, correlation])
        tensor.dispose();
    return results;
};
