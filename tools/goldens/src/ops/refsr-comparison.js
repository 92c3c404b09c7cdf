import { engine, mul, stridedSlice, sum, tidy, } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { refsrInput } from '../hash-refsr';
import { compareNhwc } from '../nhwc';
/** The case's tolerance for one output: `per_output` replaces `abs`. */
export const toleranceOf = (golden, name) => {
    const tolerance = golden.file.tolerance;
    const abs = tolerance.per_output?.[name] ?? tolerance.abs ?? 0;
    return { ...tolerance, abs };
};
/** Compares an NHWC tensor with what is stored as `name`, which may be only every so many channels of it. */
export const compareChannels = async (golden, name, actual) => {
    const stored = golden.tensor(name).shape[1];
    const stride = Math.round(actual.shape[3] / stored);
    const thinned = stridedSlice(actual, [0, 0, 0, 0], actual.shape, [1, 1, 1, stride]);
    const result = await compareNhwc(golden, name, thinned, toleranceOf(golden, name));
    thinned.dispose();
    return result;
};
/** The case's gradients of sum(output * R) for the given inputs and for the modules' parameters. */
export const compareGradients = async (golden, { modules, inputs, forward }) => {
    const parameters = modules.flatMap((module) => [...module.namedParameters()]);
    const variables = parameters.map(([, parameter]) => parameter.variable);
    const weights = refsrInput(golden, 'R');
    const { value, grads } = engine().gradients(() => tidy(() => sum(mul(forward(), weights))), [...inputs.map(([, input]) => input), ...variables]);
    const comparisons = [];
    const wanted = new Set(golden.outputNames);
    for (const [i, [name]] of inputs.entries()) {
        if (wanted.has(name))
            comparisons.push(await compareChannels(golden, name, grads[i]));
    }
    for (const [i, [path, parameter]] of parameters.entries()) {
        const name = `grad.${path}`;
        if (!wanted.has(name))
            continue;
        const values = await parameter.toOfficial(grads[inputs.length + i]);
        comparisons.push(compare(name, { shape: parameter.shape, values }, golden.tensor(name), toleranceOf(golden, name)));
    }
    for (const tensor of [weights, value, ...grads])
        tensor?.dispose();
    return comparisons;
};
/** Loads `param.*` of the case into a module. */
export const loadStored = (golden, module) => {
    const state = new Map(golden.expand('param.*').map((key) => {
        const name = key.slice('param.'.length);
        return [
            name,
            { name, dtype: 'F32', shape: golden.tensor(key).shape, data: golden.floats(key) },
        ];
    }));
    module.loadStateDict(state);
};
