import { apply, applyStep, drawRecipe, finishPair, optionsFromBasicSR, poissonLevels, } from '@srkit/degradation';
import { usmSharp } from '@srkit/ops';
import { compare } from '../compare';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { expectEqual, failure } from '../run-op';
import { trackReads } from '../track-reads';
import { kernelName, recordedDraws, withLabelledKernels, withStoredKernels } from './recorded-degradation';
/** Options of a case that concern losses and the pair pool. */
const NOT_OF_THE_PROCESS = ['l1_gt_usm', 'percep_gt_usm', 'gan_gt_usm', 'queue_size'];
/** A stage or a step of a recipe, in the same words: what the batch shares. */
const describedStep = (step) => {
    switch (step.op) {
        case 'blur':
            return ['blur', kernelName(step)];
        case 'resize':
            return ['resize', step.mode, 'scaleFactor' in step ? step.scaleFactor : [step.height, step.width]];
        case 'gaussianNoise':
            return ['gaussian_noise', step.gray];
        case 'poissonNoise':
            return ['poisson_noise', step.gray];
        case 'jpeg':
            return ['jpeg'];
    }
};
const describedStage = (golden, stage) => {
    switch (stage.stage) {
        case 'sinc':
        case 'blur':
            return ['blur', stage.kernel];
        case 'resize':
            return ['resize', stage.mode, stage.size ?? stage.scale_factor];
        case 'gaussian_noise':
        case 'poisson_noise':
            return [stage.stage, Array.from(golden.floats(stage.gray), (gray) => gray === 1)];
        default:
            return [stage.stage];
    }
};
/** Steps of the process that the case says otherwise than the official code, of which there is only one. */
const refusals = (stage) => {
    if (stage.stage === 'jpeg')
        return [expectEqual(`${stage.output} clamp_before`, stage.clamp_before, true)];
    if (stage.stage !== 'gaussian_noise' && stage.stage !== 'poisson_noise')
        return [];
    return [
        expectEqual(`${stage.output} clip`, stage.clip, true),
        expectEqual(`${stage.output} rounds`, stage.rounds, false),
    ];
};
/** The values of each sample of a batch. */
const pictures = async (batch) => {
    const values = (await batch.data());
    const size = values.length / batch.shape[0];
    return Array.from({ length: batch.shape[0] }, (_, i) => values.slice(i * size, (i + 1) * size));
};
/** Distinct levels and powers of two that the counts of a Poisson stage were drawn for. */
const comparePhotons = (stored, stage) => {
    if (stage.stage !== 'poisson_noise')
        return [];
    const compared = (gray, unique, vals) => {
        const photons = stored.map((sample) => poissonLevels(sample, gray));
        const suffix = gray ? ' of luma' : '';
        return [
            expectEqual(`${stage.output} unique${suffix}`, photons.map(({ levels }) => new Set(levels).size), unique),
            expectEqual(`${stage.output} vals${suffix}`, photons.map((photon) => photon.vals), vals),
        ];
    };
    return [
        ...compared(false, stage.unique, stage.vals),
        ...(stage.unique_gray ? compared(true, stage.unique_gray, stage.vals_gray) : []),
    ];
};
const compareSizes = (stage, from, to) => {
    if (stage.stage !== 'resize')
        return [];
    const sides = ([, height, width]) => [height, width];
    return [
        expectEqual(`${stage.output} in_size`, sides(from.shape), stage.in_size),
        expectEqual(`${stage.output} out_size`, sides(to.shape), stage.out_size),
    ];
};
/** Kinds of stage that a case has a tolerance for, whether or not they occur. */
const STAGES = 'usm blur sinc resize gaussian_noise poisson_noise jpeg clamp_round crop'.split(' ');
/** Stages that round or have a threshold, where a value on the verge may fall on the other side. */
const WITH_A_VERGE = new Set(['usm', 'poisson_noise', 'jpeg', 'clamp_round']);
/** What the case describes twice, and what the official code does not use. */
const describe = (golden, { stages }) => {
    const used = new Set(stages.map((stage) => ('kernel' in stage ? stage.kernel : '')));
    const kernels = golden.file.inputs.filter((name) => /^(kernel\d|sinc_kernel)$/.test(name) && !used.has(name));
    golden.describedBy('params.summary', 'params.options_file', ...kernels.map((name) => `input ${name}`), ...STAGES.map((stage) => `stage_tolerance.${stage}`));
};
/** The recipe that `drawRecipe` makes of the recorded draws, held against the stages of the case. */
const sampled = (golden, { model, scale, options, stages, calls }) => {
    const [batch, , height, width] = golden.tensor('gt').shape;
    const process = Object.entries(options).filter(([key]) => !NOT_OF_THE_PROCESS.includes(key));
    const file = trackReads({ model_type: model, ...Object.fromEntries(process) });
    const parsed = optionsFromBasicSR(file.value);
    const recorded = recordedDraws(golden, stages, calls);
    const drawn = drawRecipe(withLabelledKernels(parsed), recorded.streams, 0, [batch, height, width]);
    recorded.finish();
    const crop = stages.find((stage) => stage.stage === 'crop');
    const middle = stages.filter(({ stage }) => !['usm', 'clamp_round', 'crop'].includes(stage));
    return {
        recipe: withStoredKernels(golden, drawn),
        noise: recorded.noise,
        comparisons: [
            ...file.unread().map((key) => failure(key, `option ${key} is not one of the process`)),
            expectEqual('scale', drawn.scale, scale),
            expectEqual('sharpen', drawn.sharpen, stages.some(({ stage }) => stage === 'usm')),
            expectEqual('sampled steps', drawn.steps.map(describedStep), middle.map((stage) => describedStage(golden, stage))),
            expectEqual('sampled crop', drawn.crop, crop ? { top: crop.top, left: crop.left, gtSize: crop.gt_size } : null),
        ],
    };
};
/**
 * `degradation_pipeline`: the process of `@srkit/degradation` with the official code's draws. `drawRecipe` gets the draws
 * of the batch and of its samples and has to make the case's recipe of them; `apply` has to make the case's pair of the
 * recipe.
 *
 * Every step is run from the stored output of the one before, and in a chain from the ground truth, which `apply` has to
 * repeat bit for bit. In the chain a value on the verge of a rounding may fall on the other side, and what follows drifts
 * from there. So the first misses have to be those of a stage with a verge, as few and as small as the case allows; from
 * then on every miss is counted and reported, and none may be larger than an outlier.
 */
export const degradationPipeline = async ({ golden }) => {
    const params = golden.file.params;
    describe(golden, params);
    const { tolerance, final_lq_tolerance } = golden.file;
    const perStage = golden.file['stage_tolerance'];
    const { recipe, noise, comparisons } = sampled(golden, params);
    const results = [...comparisons, ...params.stages.flatMap(refusals)];
    const held = [];
    const hold = (tensor) => {
        held.push(tensor);
        return tensor;
    };
    const compareAs = async (name, stored, actual, allowed) => {
        const comparison = { ...(await compareNhwc(golden, stored, actual, allowed)), name };
        results.push(comparison.ok ? comparison : failure(name, `${name}: ${comparison.problem}`));
        return comparison;
    };
    try {
        const gt = hold(nhwcTensor(golden, 'gt'));
        const gtValues = (await gt.data());
        const finished = async (degraded, crop) => {
            const pair = await finishPair(degraded, gtValues, { ...recipe, crop });
            return hold(hold(pair.gt) && pair.lq);
        };
        const steps = recipe.steps.values();
        let [stored, chained] = [gt, gt];
        let drifts = false;
        for (const stage of params.stages) {
            const { output } = stage;
            if (stage.stage === 'crop') {
                const alone = await finished(stored, recipe.crop);
                results.push(expectEqual('lq_size', alone.shape[1], stage.lq_size));
                await compareAs(`${output} of the stored picture`, output, alone, perStage['crop']);
                chained = await finished(chained, recipe.crop);
                continue;
            }
            const step = stage.stage === 'usm' || stage.stage === 'clamp_round' ? undefined : steps.next().value;
            const run = async (x) => {
                if (stage.stage === 'clamp_round')
                    return finished(x, null);
                return hold(step ? await applyStep(x, step, noise) : usmSharp(x));
            };
            const alone = await run(stored);
            await compareAs(output, output, alone, perStage[stage.stage]);
            results.push(...compareSizes(stage, stored, alone));
            if (stage.stage === 'poisson_noise')
                results.push(...comparePhotons(await pictures(stored), stage));
            chained = await run(chained);
            const link = await compareAs(`${output} in the chain`, output, chained, drifts
                ? { ...tolerance, outliers: 1 }
                : WITH_A_VERGE.has(stage.stage)
                    ? tolerance
                    : { ...tolerance, outliers: 0 });
            drifts ||= link.flips !== undefined;
            stored = hold(nhwcTensor(golden, output));
        }
        const pair = await apply(gt, recipe, { noise });
        const [lq, gtCrop] = [hold(pair.lq), hold(pair.gt)];
        await compareAs('lq', 'lq', lq, drifts ? { ...final_lq_tolerance, outliers: 1 } : final_lq_tolerance);
        const same = { shape: chained.shape, values: await chained.data() };
        results.push(compare('apply, against its steps', { shape: lq.shape, values: await lq.data() }, same, {}));
        await compareAs('gt_crop', 'gt_crop', gtCrop, perStage[recipe.sharpenGt ? 'usm' : 'crop']);
        if (golden.outputNames.includes('gt_usm_crop'))
            await compareAs('gt_usm_crop', 'gt_usm_crop', hold(usmSharp(gtCrop)), perStage['usm']);
        return results;
    }
    finally {
        for (const tensor of held)
            tensor.dispose();
    }
};
