import { CorrespondenceGenerationArch, indexToFlow, preOffsetToOfficial, tensorShift } from '@srkit/models';
import { tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { fillWithHash, refsrInput } from '../hash-refsr';
import { compareChannels } from './refsr-comparison';
/** Integers: nothing but the same value will do. */
const compareExactly = async (golden, name, actual) => compare(name, { shape: actual.shape, values: await actual.data() }, golden.tensor(name), {});
/** `tensor_shift`. */
export const tensorShiftOp = async ({ golden }) => {
    const shifts = golden.file.params['shifts'];
    const x = tensor4d(golden.floats('x'), golden.tensor('x').shape);
    const results = [];
    for (const shift of shifts) {
        const y = tensorShift(x, shift);
        results.push(await compareExactly(golden, `shift_${shift.join('_')}`, y));
        y.dispose();
    }
    x.dispose();
    return results;
};
/** `index_to_flow`. */
export const indexToFlowOp = async ({ golden }) => {
    const [h, w] = golden.tensor('max_idx').shape;
    const index = tensor3d(Int32Array.from(golden.tensor('max_idx').values), [1, h, w], 'int32');
    const flow = indexToFlow(index);
    const results = [await compareExactly(golden, 'flow', flow)];
    for (const tensor of [index, flow])
        tensor.dispose();
    return results;
};
/** `CorrespondenceGenerationArch`: pre-offsets, exactly, and the reference's VGG19 features. */
export const correspondenceOp = async ({ golden }) => {
    const module = new CorrespondenceGenerationArch({ decode: 'official' }, { deferred: true });
    fillWithHash(module, golden.file.params['hash_weights']);
    const [denseFeatures1, denseFeatures2, image] = golden.file.inputs.map((name) => refsrInput(golden, name));
    const { preOffsets, features } = module.forward({ denseFeatures1, denseFeatures2 }, image);
    const results = [];
    for (const layer of ['relu3_1', 'relu2_1', 'relu1_1']) {
        const official = preOffsetToOfficial(preOffsets[layer]);
        results.push(await compareExactly(golden, `pre_offset_${layer}`, official));
        results.push(await compareChannels(golden, `feat_${layer}`, features[layer]));
        official.dispose();
    }
    for (const tensor of [denseFeatures1, denseFeatures2, image])
        tensor.dispose();
    for (const tensor of [...Object.values(preOffsets), ...Object.values(features)])
        tensor.dispose();
    module.dispose();
    return results;
};
