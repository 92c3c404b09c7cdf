import { MRAPAFusion, MultiReferenceAttention, SpatialAwareFiltering } from '@srkit/models';
import { keep, mul, sigmoid, tidy } from '@tensorflow/tfjs-core';
import { fillWithHash, refsrInput } from '../hash-refsr';
import { compareChannels, compareGradients } from './refsr-comparison';
/** An observer that copies what it sees. */
export const recorder = () => {
    const seen = new Map();
    return {
        seen,
        observe: (path, value) => {
            seen.get(path)?.dispose();
            seen.set(path, keep(value.clone()));
        },
    };
};
/** Our name of what a case stores, by the case's. */
const OFFICIAL_VIEWS = {
    attention: 'attention',
    fused_ref: 'fused',
    filtered_ref: 'filtered',
    mask_mul_logits: 'mask_mul_logits',
    mask_add: 'mask_add',
};
/** `MRAPAFusion`: the official fusion with its attention and masks, and the gradients of sum(y * R). */
export const mrapaFusionOp = async ({ golden }) => {
    const { nf, ref_nf, t, hash_weights } = golden.file.params;
    const module = new MRAPAFusion({ nf, refNf: ref_nf });
    fillWithHash(module, hash_weights);
    const target = refsrInput(golden, 'target');
    const references = Array.from({ length: t }, (_, i) => refsrInput(golden, `ref${i}`));
    const { seen, observe } = recorder();
    const y = module.forward(target, references, observe);
    const results = [await compareChannels(golden, 'y', y)];
    for (const [name, ours] of Object.entries(OFFICIAL_VIEWS)) {
        results.push(await compareChannels(golden, name, seen.get(ours)));
    }
    results.push(...(await compareGradients(golden, {
        modules: [module],
        inputs: [['grad_target', target], ...references.map((r, i) => [`grad_ref${i}`, r])],
        forward: () => module.forward(target, references),
    })));
    for (const tensor of [target, ...references, y, ...seen.values()])
        tensor.dispose();
    module.dispose();
    return results;
};
/** `PaperFusion`: MAM and SAFM in the paper's form, as two modules, and the gradients of sum(F_sref * R). */
export const paperFusionOp = async ({ golden }) => {
    const { nf, ref_nf, t, hash_weights } = golden.file.params;
    const attention = new MultiReferenceAttention({ nf, refNf: ref_nf, fusion: 'paper' });
    const filtering = new SpatialAwareFiltering({ nf, channels: ref_nf, fusion: 'paper' });
    for (const module of [attention, filtering])
        fillWithHash(module, hash_weights);
    const target = refsrInput(golden, 'F_LR');
    const references = Array.from({ length: t }, (_, i) => refsrInput(golden, `aligned${i}`));
    const { seen, observe } = recorder();
    const forward = (watch) => tidy(() => filtering.forward(target, attention.forward(target, references, watch), watch));
    const filtered = forward(observe);
    const multiplied = tidy(() => mul(sigmoid(seen.get('mask_mul_logits')), 2));
    const results = [
        await compareChannels(golden, 'attention', seen.get('attention')),
        await compareChannels(golden, 'F_fref', seen.get('fused')),
        await compareChannels(golden, 'M_mul', multiplied),
        await compareChannels(golden, 'M_add', seen.get('mask_add')),
        await compareChannels(golden, 'F_sref', filtered),
        ...(await compareGradients(golden, {
            modules: [attention, filtering],
            inputs: [['grad_F_LR', target], ...references.map((r, i) => [`grad_aligned${i}`, r])],
            forward: () => forward(),
        })),
    ];
    for (const tensor of [target, ...references, filtered, multiplied, ...seen.values()])
        tensor.dispose();
    for (const module of [attention, filtering])
        module.dispose();
    return results;
};
