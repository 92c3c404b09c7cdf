import { chance } from './random-source';
/** From this side on a sinc kernel may have the lower cutoff: a small kernel cannot hold its wide ripples. */
const LARGE_KERNEL = 13;
/** Half of the shapes below one, half above, however far the range reaches on either side. */
const sampleBeta = (random, [low, high]) => chance(random, 0.5) ? random.uniform(low, 1) : random.uniform(1, high);
const sampleStageKernel = (random, stage) => {
    const size = random.choice(stage.kernelSizes);
    if (chance(random, stage.sincProb)) {
        const lowest = size < LARGE_KERNEL ? Math.PI / 3 : Math.PI / 5;
        return { type: 'sinc', size, cutoff: random.uniform(lowest, Math.PI) };
    }
    const type = random.weighted(stage.kernelList, stage.kernelProb);
    const sigma = () => random.uniform(...stage.blurSigma);
    const rotation = () => random.uniform(-Math.PI, Math.PI);
    const beta = () => sampleBeta(random, type.startsWith('generalized') ? stage.betagRange : stage.betapRange);
    // The fields of a literal are evaluated in the order written, which is that of the official draws.
    switch (type) {
        case 'iso':
            return { type, size, sigmaX: sigma() };
        case 'aniso':
            return { type, size, sigmaX: sigma(), sigmaY: sigma(), rotation: rotation() };
        case 'generalized_iso':
        case 'plateau_iso':
            return { type, size, sigmaX: sigma(), beta: beta() };
        case 'generalized_aniso':
        case 'plateau_aniso':
            return { type, size, sigmaX: sigma(), sigmaY: sigma(), rotation: rotation(), beta: beta() };
    }
};
/** Draws the kernels of one picture, in the order of the official dataset: stage by stage, then the final sinc. */
export const samplePictureKernels = (random, options) => {
    const stages = options.stages.map((stage) => sampleStageKernel(random, stage));
    if (!chance(random, options.final.sincProb))
        return { stages, final: { type: 'pulse' } };
    const size = random.choice(options.final.kernelSizes);
    return { stages, final: { type: 'sinc', size, cutoff: random.uniform(Math.PI / 3, Math.PI) } };
};
