import { MRAPARestorationNet, RestorationNet, } from '@srkit/models';
import { fillWithHash, refsrInput } from '../hash-refsr';
import { storedPreOffset } from './refsr-blocks';
import { compareChannels, compareGradients } from './refsr-comparison';
import { recorder } from './refsr-fusion';
const LAYERS = ['relu3_1', 'relu2_1', 'relu1_1'];
/** Path of what a case stores, by the case's name. */
const VIEWS = {
    content_feat: 'content_extractor',
    small_dyn_agg: 'dyn_agg_restore.small_dyn_agg',
    x_medium: 'dyn_agg_restore.tail_small',
    x_large: 'dyn_agg_restore.tail_medium',
    head_small: 'dyn_agg_restore.head_small',
    head_medium: 'dyn_agg_restore.head_medium',
    head_large: 'dyn_agg_restore.head_large',
};
const readLayers = (golden, read, prefix) => Object.fromEntries(LAYERS.map((layer) => [layer, read(golden, `${prefix}.${layer}`)]));
const restorationOp = (create) => async ({ golden }) => {
    const { ngf, n_blocks, groups, hash_weights } = golden.file.params;
    const network = create({ ngf, nBlocks: n_blocks, groups });
    fillWithHash(network, hash_weights);
    const count = golden.file.params['t'] ?? 1;
    const indices = Array.from({ length: count }, (_, i) => i);
    const x = refsrInput(golden, 'x');
    const preOffsets = indices.map((i) => readLayers(golden, storedPreOffset, `ref${i}.pre_offset`));
    const features = indices.map((i) => readLayers(golden, refsrInput, `ref${i}.feat`));
    const { seen, observe } = recorder();
    const y = network.forward(x, preOffsets, features, observe);
    const results = [await compareChannels(golden, 'y', y)];
    for (const name of golden.outputNames) {
        const path = VIEWS[name];
        if (path)
            results.push(await compareChannels(golden, name, seen.get(path)));
    }
    for (const tensor of seen.values())
        tensor.dispose();
    if (golden.outputNames.includes('grad_x')) {
        results.push(...(await compareGradients(golden, {
            modules: [network],
            inputs: [
                ['grad_x', x],
                ['grad_relu3_1_every16ch', features[0].relu3_1],
                ['grad_relu1_1_every8ch', features[0].relu1_1],
                ['grad_lastref_relu2_1_every16ch', features[count - 1].relu2_1],
            ],
            forward: () => network.forward(x, preOffsets, features),
        })));
    }
    const layers = [...preOffsets, ...features].flatMap((record) => Object.values(record));
    for (const tensor of [x, y, ...layers])
        tensor.dispose();
    network.dispose();
    return results;
};
/** `RestorationNet`: C2-Matching's network, its intermediate maps and its gradients. */
export const restorationNetOp = restorationOp((config) => new RestorationNet(config, { deferred: true }));
/** `MRAPARestorationNet`: MRefSR's. */
export const mrapaRestorationNetOp = restorationOp((config) => new MRAPARestorationNet(config, { deferred: true }));
