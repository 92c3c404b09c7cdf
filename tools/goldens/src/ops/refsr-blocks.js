import { ContentExtractor, DynamicAggregation, preOffsetFromOfficial, ResidualBlockNoBN, } from '@srkit/models';
import { tensor5d } from '@tensorflow/tfjs-core';
import { refsrInput } from '../hash-refsr';
import { compareChannels, compareGradients, loadStored } from './refsr-comparison';
/** A stored official pre-offset `[n, 9, h, w, 2]` in our order. */
export const storedPreOffset = (golden, name) => {
    const official = tensor5d(golden.floats(name), golden.tensor(name).shape);
    const preOffset = preOffsetFromOfficial(official);
    official.dispose();
    return preOffset;
};
const blockOp = (create) => async ({ golden }) => {
    const block = create(golden.file.params);
    loadStored(golden, block);
    const x = refsrInput(golden, 'x');
    const y = block.forward(x);
    const results = [
        await compareChannels(golden, 'y', y),
        ...(await compareGradients(golden, {
            modules: [block],
            inputs: [['grad_x', x]],
            forward: () => block.forward(x),
        })),
    ];
    for (const tensor of [x, y])
        tensor.dispose();
    block.dispose();
    return results;
};
/** `ResidualBlockNoBN`. */
export const residualBlockOp = blockOp(({ num_feat, res_scale = 1 }) => new ResidualBlockNoBN({ numFeat: num_feat, resScale: res_scale }));
/** `ContentExtractor`. */
export const contentExtractorOp = blockOp(({ in_nc, nf, n_blocks }) => new ContentExtractor({ inNc: in_nc, nf: nf, nBlocks: n_blocks }));
/** `DynAgg`: the output, and the gradients of sum(y * R). */
export const dynAggOp = async ({ golden }) => {
    const params = golden.file.params;
    const module = new DynamicAggregation({
        inChannels: params['in_channels'],
        outChannels: params['out_channels'],
        deformGroups: params['deform_groups'],
    });
    loadStored(golden, module);
    const x = refsrInput(golden, 'x');
    const feat = refsrInput(golden, 'feat');
    const preOffset = storedPreOffset(golden, 'pre_offset');
    const y = module.forward(x, feat, preOffset);
    const results = [
        await compareChannels(golden, 'y', y),
        ...(await compareGradients(golden, {
            modules: [module],
            inputs: [
                ['grad_x', x],
                ['grad_feat', feat],
            ],
            forward: () => module.forward(x, feat, preOffset),
        })),
    ];
    for (const tensor of [x, feat, preOffset, y])
        tensor.dispose();
    module.dispose();
    return results;
};
