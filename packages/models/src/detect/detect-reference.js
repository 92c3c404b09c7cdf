import { convShape, unknownNetwork } from './shapes';
const RESTORE = 'dyn_agg_restore.';
/** Offsets and masks of one deformable group: three for each of nine taps. */
const OFFSET_CHANNELS = 27;
const restorationConfig = (shapes) => {
    let nBlocks = 0;
    while (shapes.has(`content_extractor.body.${nBlocks}.conv1.weight`))
        nBlocks++;
    const [ngf] = convShape(shapes, 'content_extractor.conv_first.weight');
    const masks = `${RESTORE}small_dyn_agg.conv_offset_mask.weight`;
    const [channels] = convShape(shapes, masks);
    if (channels % OFFSET_CHANNELS !== 0) {
        throw unknownNetwork(shapes, `'${masks}' has ${channels} outputs, expected a multiple of ${OFFSET_CHANNELS}, as many for each deformable group.`);
    }
    return { ngf, nBlocks, groups: channels / OFFSET_CHANNELS };
};
const fused = (fusion) => (shapes) => ({
    name: 'MRAPARestorationNet',
    config: { ...restorationConfig(shapes), fusion },
});
/** The layouts, in the order in which they are tried: the paper's form of the fusion also has C2-Matching's head. */
const LAYOUTS = [
    { key: `${RESTORE}head_small.conv_emb1.0.weight`, describe: fused('official') },
    { key: `${RESTORE}head_small.conv_q.weight`, describe: fused('paper') },
    {
        key: `${RESTORE}head_small.0.weight`,
        describe: (shapes) => ({ name: 'RestorationNet', config: restorationConfig(shapes) }),
    },
    {
        key: 'vgg.vgg_net.conv1_1.weight',
        // By whose width indices are taken apart leaves no trace in a state_dict.
        describe: () => ({ name: 'CorrespondenceGenerationArch', config: { decode: 'reference' } }),
    },
];
/**
 * The network of C2-Matching or MRefSR of a state_dict, with its widths and depths; undefined when it is none. Throws
 * `CheckpointError` for a damaged one.
 */
export const detectReference = (shapes) => LAYOUTS.find(({ key }) => shapes.has(key))?.describe(shapes);
