import { samples } from '../samples';
import { recordedSource } from './recorded-source';
/** Rounding to float32 of a number that was drawn from a range. */
const DRAW_ROUNDING = 1e-6;
/** Noise of one stage: what grey samples share or own, and the seeds in the order in which they are asked for. */
const noiseOf = (golden, stage) => {
    const gray = golden.floats(stage.gray);
    const color = samples(golden, stage.draw);
    const planes = stage.draw_gray === undefined ? [] : samples(golden, stage.draw_gray);
    const none = new Float32Array();
    if (stage.stage === 'gaussian_noise')
        return [...color, planes[0] ?? none];
    return color.map((draws, i) => (gray[i] === 1 ? (planes[i] ?? none) : draws));
};
const strengthsOf = (golden, stage) => {
    const [values, u] = stage.stage === 'gaussian_noise' ? [stage.sigma, stage.u_sigma] : [stage.scale, stage.u_scale];
    return Array.from(golden.floats(values), (value, i) => ({ value, u: u[i] }));
};
/** Everything that one sample of a batch draws for itself, in the order of the process. */
const sampleDraws = (golden, stages) => stages.flatMap((stage) => {
    const values = (list) => [...list].map((value) => ({ value }));
    if (stage.stage === 'jpeg')
        return values(golden.floats(stage.quality));
    if (stage.stage !== 'gaussian_noise' && stage.stage !== 'poisson_noise')
        return [];
    return [
        ...strengthsOf(golden, stage),
        ...values(stage.u_gray),
        ...noiseOf(golden, stage).map((noise) => ({ noise })),
    ];
});
/** A source none of whose draws is recorded. */
const nothing = (name) => {
    const refuse = () => {
        throw new Error(`the ${name} are not drawn here`);
    };
    return { uniform: refuse, integer: refuse, choice: refuse, weighted: refuse };
};
export const recordedDraws = (golden, stages, calls) => {
    const draws = sampleDraws(golden, stages);
    const batch = recordedSource(calls);
    let next = 0;
    const replay = (out, seed) => {
        const draw = draws[seed];
        if (!draw || !('noise' in draw))
            throw new Error(`noise ${seed} was not recorded`);
        if (draw.noise.length !== out.length)
            throw new Error(`noise ${seed} has ${draw.noise.length} values, asked for are ${out.length}`);
        out.set(draw.noise);
    };
    return {
        streams: {
            kernels: labels,
            batch,
            samples: {
                ...nothing('choices of a sample'),
                uniform: (low, high) => {
                    const draw = draws[next++];
                    const drawn = draw && 'value' in draw ? draw : undefined;
                    const off = drawn?.u === undefined ? 0 : low + drawn.u * (high - low) - drawn.value;
                    if (!drawn || drawn.value < low || drawn.value > high || Math.abs(off) > DRAW_ROUNDING * high)
                        throw new Error(`draw ${next - 1} of the samples is ${drawn?.value}, not one of ${low}..${high}`);
                    return drawn.value;
                },
                // A seed is the place of its noise among the draws.
                integer: () => next++,
            },
        },
        noise: { normal: replay, poisson: (out, _, seed) => replay(out, seed) },
        finish: () => {
            batch.finish();
            if (next !== draws.length)
                throw new Error(`${next} of ${draws.length} draws of the samples were asked for`);
        },
    };
};
/** Draws for kernels that carry their stage: any value of its range. */
const labels = {
    ...nothing('whole numbers of a kernel'),
    uniform: (low) => low,
    choice: ([first]) => first,
    weighted: ([first]) => first,
};
/**
 * Options whose kernels show which stage they were drawn for, since the case has the kernels' values but not their
 * parameters: stage i blurs with a sigma of i + 1, and there is a sinc filter in the end.
 */
export const withLabelledKernels = (options) => ({
    ...options,
    stages: options.stages.map((stage, i) => ({
        ...stage,
        kernelList: ['iso'],
        kernelProb: [1],
        sincProb: 0,
        blurSigma: [i + 1, i + 1],
    })),
    final: { ...options.final, sincProb: 1 },
});
/** The case's name of the kernel that a blur step was drawn for. */
export const kernelName = ({ kernels: [kernel] }) => kernel?.type === 'iso' ? `kernel${kernel.sigmaX}` : 'sinc_kernel';
const withStoredKernel = (golden, step) => {
    if (step.op !== 'blur')
        return step;
    const name = kernelName(step);
    const [batch, size] = golden.tensor(name).shape;
    const values = golden.floats(name);
    const kernels = Array.from({ length: batch }, (_, i) => ({
        type: 'values',
        size,
        values: [...values.subarray(i * size * size, (i + 1) * size * size)],
    }));
    return { op: 'blur', kernels };
};
/** The recipe with the case's kernels in place of the labelled ones. */
export const withStoredKernels = (golden, recipe) => ({
    ...recipe,
    steps: recipe.steps.map((step) => withStoredKernel(golden, step)),
});
