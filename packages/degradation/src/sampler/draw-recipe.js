import { lqSide } from './picture';
import { sampleFinal } from './sample-final';
import { samplePictureKernels } from './sample-kernels';
import { sampleStage } from './sample-stage';
import { shuffleSteps } from './shuffle-steps';
const sampleCrop = (random, { height, width, scale }, gtSize) => {
    if (gtSize === null)
        return null;
    const lqSize = lqSide(gtSize, scale);
    return {
        top: random.integer(0, lqSide(height, scale) - lqSize),
        left: random.integer(0, lqSide(width, scale) - lqSize),
        gtSize,
    };
};
/**
 * What `sample` does, with the random numbers of `streams` and without its checks: in every stream the draws come
 * in the order of the official code, so that recorded ones can be replayed.
 */
export const drawRecipe = (options, streams, seed, [batch, height, width]) => {
    const { scale, sharpen, sharpenGt } = options;
    const picture = { count: batch, height, width, scale };
    const kernels = Array.from({ length: batch }, () => samplePictureKernels(streams.kernels, options));
    const stages = options.stages.flatMap((stage, i) => sampleStage(streams, stage, kernels.map((drawn) => drawn.stages[i]), picture));
    const ordered = options.order === 'shuffled' ? shuffleSteps(streams.batch, stages) : stages;
    const final = sampleFinal(streams, options.final, kernels.map((drawn) => drawn.final), picture);
    const crop = sampleCrop(streams.batch, picture, options.gtSize);
    const steps = [...ordered, ...final];
    return { version: 1, seed, scale, batch, height, width, sharpen, sharpenGt, steps, crop };
};
