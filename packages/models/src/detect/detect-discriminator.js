import { convShape } from './shapes';
export const DISCRIMINATORS = new Set([
    'UNetDiscriminatorSN',
    'VGGStyleDiscriminator',
    'ImageDiscriminator',
]);
/** The discriminator of a state_dict; undefined when it is not one. Throws `CheckpointError` for a damaged one. */
export const detectDiscriminator = (shapes) => {
    if (shapes.has('conv1.weight_orig')) {
        const [numFeat, numInCh] = convShape(shapes, 'conv0.weight');
        // The skip leaves no trace in a state_dict; every released file has it.
        return { name: 'UNetDiscriminatorSN', config: { numInCh, numFeat, skipConnection: true } };
    }
    if (shapes.has('conv0_0.weight')) {
        const [numFeat, numInCh] = convShape(shapes, 'conv0_0.weight');
        const inputSize = shapes.has('conv5_0.weight') ? 256 : 128;
        return { name: 'VGGStyleDiscriminator', config: { numInCh, numFeat, inputSize } };
    }
    if (shapes.has('conv_block1.0.weight')) {
        const [ndf, inNc] = convShape(shapes, 'conv_block1.0.weight');
        return { name: 'ImageDiscriminator', config: { inNc, ndf } };
    }
    return undefined;
};
