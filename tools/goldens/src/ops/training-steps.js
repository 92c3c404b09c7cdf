import { compare } from '../compare';
import { nhwcTensor } from '../nhwc';
import { failure } from '../run-op';
import { GENERATORS, TrainingRun } from './training-run';
/** Compares every stored `prefixNAME` with the network's state. */
const compareState = async (golden, network, prefix, tolerance = golden.file.tolerance) => {
    if (!network || golden.expand(`${prefix}*`).length === 0)
        return [];
    const state = await network.stateDict();
    return [...state].map(([path, { shape, data }]) => compare(prefix + path, { shape, values: data }, golden.tensor(prefix + path), tolerance));
};
const compareGrads = async (golden, network, prefix, grads) => {
    const comparisons = [];
    for (const [path, parameter] of network?.namedParameters() ?? []) {
        const name = prefix + path;
        if (!golden.outputNames.includes(name))
            continue;
        const values = await parameter.toOfficial(grads.get(path));
        const computed = { shape: parameter.shape, values };
        comparisons.push(compare(name, computed, golden.tensor(name), golden.file.grad_tolerance ?? {}));
    }
    return comparisons;
};
const compareIteration = async (golden, run, { iter, lr, log }) => {
    const rate = run.setRate(iter);
    const [lq, gt] = [nhwcTensor(golden, `step${iter}.lq`), nhwcTensor(golden, `step${iter}.gt`)];
    const values = await run.step(iter, { lq, gt });
    const step = `step${iter}`;
    const scalar = (values) => ({ shape: [values.length], values });
    const comparisons = [
        compare(`${step} lr`, scalar([rate]), scalar([lr]), { rel: 1e-9 }),
        ...(await compareGrads(golden, run.g, `${step}.grad.g.`, run.optimG.last)),
        ...(run.optimD ? await compareGrads(golden, run.d, `${step}.grad.d.`, run.optimD.last) : []),
        ...(await compareState(golden, run.g, `${step}.g.`)),
        ...(await compareState(golden, run.average, `${step}.ema.`, golden.file.ema_tolerance)),
        ...(await compareState(golden, run.d, `${step}.d.`)),
    ];
    for (const [name, expected] of Object.entries(log)) {
        const value = values[name];
        comparisons.push(value === undefined
            ? failure(name, `${name} was not logged`)
            : compare(`${step} ${name}`, scalar([value]), scalar([expected]), golden.file.loss_tolerance ?? {}));
    }
    for (const name of Object.keys(values))
        if (!(name in log))
            comparisons.push(failure(name, `${name} was logged in ${step}`));
    for (const tensor of [lq, gt])
        tensor.dispose();
    return comparisons;
};
/** `training_steps`: iterations of Real-ESRNet and Real-ESRGAN with their states, gradients and logs. */
export const trainingSteps = async ({ golden }) => {
    const params = golden.file.params;
    const { model, options, logs } = params;
    const create = GENERATORS[options.network_g.type];
    if (!create || !['RealESRNetModel', 'RealESRGANModel'].includes(model))
        return [failure(model, `${model} of ${options.network_g.type} is not known`)];
    if (options.high_order_degradation)
        return [failure(model, 'a case with the degradation inside is not known')];
    const run = new TrainingRun(golden, params, create);
    try {
        const comparisons = [];
        for (const log of logs)
            comparisons.push(...(await compareIteration(golden, run, log)));
        return comparisons;
    }
    finally {
        run.dispose();
    }
};
