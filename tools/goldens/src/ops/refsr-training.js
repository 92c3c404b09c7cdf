import { MRAPARestorationNet } from '@srkit/models';
import { Adam, referenceAdamGroups } from '@srkit/training';
import { slice, squeeze, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { refsrInput } from '../hash-refsr';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { expectEqual } from '../run-op';
import { toleranceOf } from './refsr-comparison';
import { RefsrTrainingRun } from './refsr-training-run';
/** `optimizer_groups`: names, options and learning rates of the parameter groups. */
export const optimizerGroups = async ({ golden }) => {
    const { ngf, n_blocks, groups, param_groups } = golden.file.params;
    const network = new MRAPARestorationNet({ ngf, nBlocks: n_blocks, groups });
    const [betas, weightDecay, eps] = [
        param_groups[0].betas,
        param_groups[0].weight_decay,
        param_groups[0].eps,
    ];
    const found = referenceAdamGroups(network.namedParameters(), { betas, weightDecay, eps });
    const optimiser = new Adam(found);
    const expected = golden.tensor('lr_per_group');
    const computed = { shape: [found.length], values: optimiser.learningRates };
    const comparisons = [
        compare('lr_per_group', computed, expected, golden.file.tolerance),
        ...param_groups.map(({ names }, i) => expectEqual(`names of group ${i}`, [...(found[i]?.parameters ?? [])].map(([name]) => name), names)),
    ];
    network.dispose();
    return comparisons;
};
/** The cases allow a parameter's change this share of the parameter, or of `LEAST_PARAMETER`, for its rounding. */
const PARAMETER_ROUNDING = 1.2e-7;
const LEAST_PARAMETER = 1e-3;
const officialValues = async (network) => new Map([...(await network.stateDict())].map(([name, { data }]) => [name, data]));
/** Compares a step's gradients, those of the chain with every miss counted. */
const compareGradients = async (golden, { prefix, network }, step, grads, inTheChain = false) => {
    const comparisons = [];
    for (const [path, parameter] of network.namedParameters()) {
        const name = `${prefix}grad${step}.${path}`;
        if (!golden.outputNames.includes(name))
            continue;
        const computed = {
            shape: parameter.shape,
            values: await parameter.toOfficial(grads.get(path)),
        };
        const [label, tolerance] = [inTheChain ? `${name} in the chain` : name, toleranceOf(golden, name)];
        comparisons.push(compare(label, computed, golden.tensor(name), inTheChain ? { ...tolerance, outliers: 1 } : tolerance));
    }
    return comparisons;
};
/**
 * Compares a step's parameters and relative changes. Adam divides by the gradient's size, so where that is
 * float noise, as `delta_min_abs_grad` says, a parameter may end up to `2 * lr` from the case's.
 */
const compareStep = async (golden, { prefix, network, lrOf }, step, before) => {
    const tolerance = golden.file.tolerance;
    const after = await officialValues(network);
    const comparisons = [];
    for (const [path, parameter] of network.namedParameters()) {
        const gradName = `${prefix}grad${step}.${path}`;
        if (!golden.outputNames.includes(gradName))
            continue;
        const { shape } = parameter;
        const deltaName = `${prefix}delta${step}_over_lr.${path}`;
        const least = tolerance.delta_min_abs_grad[deltaName] ?? 0;
        const first = golden.floats(`${prefix}grad1.${path}`);
        const current = golden.floats(gradName);
        const counts = Array.from(current, (g, i) => Math.abs(g) > least && Math.abs(first[i]) > least);
        const [values, start] = [after.get(path), before.get(path)];
        const lr = lrOf(path);
        const afterName = `${prefix}after${step}.${path}`;
        const expected = golden.floats(afterName);
        const abs = (prefix === 'd_' ? tolerance.d_after : undefined) ?? tolerance.after;
        const near = values.map((v, i) => !counts[i] && Math.abs(v - expected[i]) <= 2 * lr ? expected[i] : v);
        comparisons.push(compare(afterName, { shape, values: near }, golden.tensor(afterName), { abs }));
        // Each element has its own bound, by the rounding of its parameter: all are compared as shares of it.
        const deltas = golden.floats(deltaName);
        const bounds = Array.from(expected, (p) => tolerance.delta + (PARAMETER_ROUNDING * Math.max(Math.abs(p), LEAST_PARAMETER)) / lr);
        const share = (delta, i) => delta / bounds[i];
        const ours = Array.from(values, (v, i) => share(counts[i] ? (v - start[i]) / lr : deltas[i], i));
        const theirs = { shape, values: Array.from(deltas, share) };
        comparisons.push(compare(deltaName, { shape, values: ours }, theirs, { abs: 1 }));
    }
    return comparisons;
};
/** The case's batch; references are stored as `[n, references, 3, h, w]`. */
const batchOf = (golden) => {
    const { shape } = golden.tensor('img_ref_list_u8');
    const [n, count, c, h, w] = shape;
    const values = golden.floats('img_ref_list_u8').map((v) => v / 255);
    const references = Array.from({ length: count }, (_, i) => tidy(() => {
        const one = squeeze(slice(tensor(values, shape), [0, i, 0, 0, 0], [n, 1, c, h, w]), [1]);
        return transpose(one, [0, 2, 3, 1]);
    }));
    const [gt, lq, up] = ['img_in_u8', 'img_in_lq_u8', 'img_in_up_u8'].map((name) => refsrInput(golden, name));
    return { gt: gt, lq: lq, up: up, references };
};
/**
 * `train_steps_l1` and `train_steps_gan`: two steps of MRefSR on one batch. The discriminator's gradients are compared
 * for the stored output of the generator, and counted for the generator's own: its second output differs by what Adam
 * makes of gradients that are rounding noise, and one value of `steps_gan` lies within that of a leaky ReLU's kink
 * (docs/decisions/2026-11-27-proofs.md).
 */
export const refsrTrainSteps = async ({ golden }) => {
    const params = golden.file.params;
    const batch = batchOf(golden);
    const run = new RefsrTrainingRun(params, batch);
    const { output: generalBound, per_output: bounds } = golden.file.tolerance;
    const watchedG = { prefix: '', network: run.g, lrOf: (path) => params.lr_of[path] };
    const comparisons = [];
    for (const step of [1, 2]) {
        const output = run.output();
        const name = `output_step${step}`;
        comparisons.push(await compareNhwc(golden, name, output, { abs: bounds?.[name] ?? generalBound }));
        const alpha = run.d ? nhwcTensor(golden, `alpha_step${step}`) : undefined;
        const watchedD = run.d && {
            prefix: 'd_',
            network: run.d,
            lrOf: () => params.train.lr_d,
        };
        if (watchedD && alpha) {
            const stored = nhwcTensor(golden, name);
            const judged = await run.judge(stored, alpha);
            comparisons.push(...(await compareGradients(golden, watchedD, step, judged)));
            for (const tensor of [stored, ...judged.values()])
                tensor.dispose();
        }
        const before = await officialValues(run.g);
        const beforeD = run.d && (await officialValues(run.d));
        const logged = await run.step(step, alpha);
        comparisons.push(...(await compareGradients(golden, watchedG, step, run.optimG.last)), ...(await compareStep(golden, watchedG, step, before)));
        if (watchedD && beforeD && run.optimD) {
            comparisons.push(...(await compareGradients(golden, watchedD, step, run.optimD.last, true)), ...(await compareStep(golden, watchedD, step, beforeD)));
        }
        for (const [name, value] of Object.entries(logged)) {
            const stored = `log_step${step}.${name}`;
            const expected = golden.tensor(stored);
            comparisons.push(compare(stored, { shape: expected.shape, values: [value] }, expected, toleranceOf(golden, stored)));
        }
        alpha?.dispose();
        output.dispose();
    }
    run.dispose();
    for (const tensor of [batch.gt, batch.lq, batch.up, ...batch.references])
        tensor.dispose();
    return comparisons;
};
