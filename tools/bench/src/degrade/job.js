import { kernelFromSpec, PRESETS, padKernel, sample } from '@srkit/degradation';
/** Side of the kernels in the official code, which pads them all to it. */
const OFFICIAL_KERNEL_SIZE = 21;
/** Recipes that are not timed: compilers and allocators warm up on them. */
export const WARM_UP = 3;
/** Weights of a recipe's kernels, sample by sample, for contenders that do not know our kernels; null at other steps. */
const weights = ({ steps }) => steps.map((step) => step.op === 'blur'
    ? step.kernels.flatMap((spec) => [...padKernel(kernelFromSpec(spec), OFFICIAL_KERNEL_SIZE).values])
    : null);
/** Recipes of Real-ESRGAN's x4 training, crops of 256 pixels included. */
export const makeJob = (picture, side, batch, threads, count) => {
    const recipes = Array.from({ length: WARM_UP + count }, (_, seed) => sample(PRESETS['realesrgan-x4plus'], seed, [batch, side, side, 3]));
    return { picture, side, batch, threads, recipes };
};
/** The job as a file holds it. */
export const jobText = (job) => JSON.stringify({ ...job, weights: job.recipes.map(weights) });
