import { ContrasExtractorLayer, ContrasExtractorSep, ContrasMultiExtractorSep } from '@srkit/models';
import { fillWithHash, refsrInput } from '../hash-refsr';
import { compareChannels } from './refsr-comparison';
/** Runs an extractor on the case's pictures and compares what it names. */
const extractorOp = (create, run) => async ({ golden }) => {
    const module = create();
    fillWithHash(module, golden.file.params['hash_weights']);
    const images = golden.file.inputs.map((name) => refsrInput(golden, name));
    const outputs = run(module, images);
    const results = [];
    for (const [name, output] of Object.entries(outputs)) {
        results.push(await compareChannels(golden, name, output));
    }
    for (const tensor of [...images, ...Object.values(outputs)])
        tensor.dispose();
    module.dispose();
    return results;
};
/** `ContrasExtractorLayer`. */
export const contrasExtractorLayerOp = extractorOp(() => new ContrasExtractorLayer({ deferred: true }), (module, [image]) => ({ dense_features: module.denseFeatures(image) }));
/** `ContrasExtractorSep`. */
export const contrasExtractorSepOp = extractorOp(() => new ContrasExtractorSep({ deferred: true }), (module, [image1, image2]) => {
    const { denseFeatures1, denseFeatures2 } = module.forward(image1, image2);
    return { dense_features1: denseFeatures1, dense_features2: denseFeatures2 };
});
/** `ContrasMultiExtractorSep`. */
export const contrasMultiExtractorSepOp = extractorOp(() => new ContrasMultiExtractorSep({ deferred: true }), (module, [image1, ...references]) => {
    const found = module.forward(image1, references);
    return {
        dense_features1: found[0].denseFeatures1,
        ...Object.fromEntries(found.map((f, i) => [`ref${i}.dense_features2`, f.denseFeatures2])),
    };
});
