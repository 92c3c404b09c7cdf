import { RRDBNet, SRVGGNetCompact, UNetDiscriminatorSN, VGGStyleDiscriminator } from '@srkit/models';
import { engine, mean, mul, tensor2d, } from '@tensorflow/tfjs-core';
import { camelCase } from '../camel-case';
import { compare } from '../compare';
import { hashWeights } from '../hash-weights';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { failure } from '../run-op';
const NETWORKS = {
    RRDBNet: (config) => new RRDBNet(config, { deferred: true }),
    SRVGGNetCompact: (config) => new SRVGGNetCompact(config, { deferred: true }),
    UNetDiscriminatorSN: (config) => new UNetDiscriminatorSN(config, { deferred: true }),
    VGGStyleDiscriminator: (config) => new VGGStyleDiscriminator(config, { deferred: true }),
};
/** The case's weights: hashed, stored under `param.*`, or hashed with the stored ones on top. */
export const caseStateDict = (golden) => {
    const state = new Map();
    const hash = golden.file.params['hash'];
    for (const [name, shape] of hash?.state ?? []) {
        const data = hashWeights(name, shape, hash.prelu.includes(name), hash);
        state.set(name, { name, dtype: 'F32', shape, data });
    }
    for (const key of golden.expand('param.*')) {
        const name = key.slice('param.'.length);
        state.set(name, { name, dtype: 'F32', shape: golden.tensor(key).shape, data: golden.floats(key) });
    }
    return state;
};
/** A stored picture, or logits of one number per picture. */
const storedTensor = (golden, name) => {
    const { shape } = golden.tensor(name);
    if (shape.length === 4)
        return nhwcTensor(golden, name);
    return tensor2d(golden.floats(name), shape);
};
const compareOutput = async (golden, name, actual) => {
    const tolerance = name.startsWith('grad.') ? golden.file.grad_tolerance : undefined;
    if (actual.rank === 4)
        return compareNhwc(golden, name, actual, tolerance);
    const values = (await actual.data());
    return compare(name, { shape: actual.shape, values }, golden.tensor(name), tolerance ?? golden.file.tolerance);
};
/** `after.NAME`: entries of the state_dict after one forward in training mode. */
const compareState = async (golden, network) => {
    const wanted = golden.outputNames.filter((name) => name.startsWith('after.'));
    if (wanted.length === 0)
        return [];
    const state = await network.stateDict();
    return wanted.map((name) => {
        const entry = state.get(name.slice('after.'.length));
        if (!entry)
            return failure(name, `${name} names no entry of the state_dict`);
        const values = Float32Array.from(entry.data, Number);
        return compare(name, { shape: entry.shape, values }, golden.tensor(name), golden.file.tolerance);
    });
};
/**
 * `arch_forward`: a network's output, the entries of its state that the forward changed, and the gradients of
 * mean(output * R) for its input and parameters.
 */
export const archForward = async ({ golden }) => {
    const { arch, config, mode } = golden.file.params;
    const create = NETWORKS[arch];
    if (!create)
        return [failure(arch, `network '${arch}' is not implemented`)];
    if (mode !== undefined && mode !== 'eval' && mode !== 'train')
        return [failure(arch, `mode '${mode}' is not known`)];
    const network = create(camelCase(config));
    const tensors = [];
    try {
        network.train(mode === 'train').loadStateDict(caseStateDict(golden));
        const x = nhwcTensor(golden, 'x');
        const output = network.forward(x);
        tensors.push(x, output);
        const names = golden.outputNames;
        const comparisons = [await compareOutput(golden, 'output', output)];
        comparisons.push(...(await compareState(golden, network)));
        const wanted = names.filter((name) => name.startsWith('grad.'));
        if (wanted.length > 0) {
            // The gradients belong to the first forward, not to one from the state that it left.
            network.loadStateDict(caseStateDict(golden));
            const weights = storedTensor(golden, 'R');
            const parameters = [...network.namedParameters()];
            const variables = parameters.map(([, parameter]) => parameter.variable);
            const { value, grads } = engine().gradients(() => mean(mul(network.forward(x), weights)), [x, ...variables]);
            tensors.push(weights, value, ...grads);
            for (const name of wanted) {
                if (name === 'grad.input') {
                    comparisons.push(await compareOutput(golden, name, grads[0]));
                    continue;
                }
                const index = parameters.findIndex(([path]) => `grad.param.${path}` === name);
                const [, parameter] = parameters[index] ?? [];
                if (!parameter) {
                    comparisons.push(failure(name, `${name} names no parameter of ${arch}`));
                    continue;
                }
                const values = await parameter.toOfficial(grads[index + 1]);
                const tolerance = golden.file.grad_tolerance ?? golden.file.tolerance;
                comparisons.push(compare(name, { shape: parameter.shape, values }, golden.tensor(name), tolerance));
            }
        }
        return comparisons;
    }
    finally {
        for (const tensor of tensors)
            tensor.dispose();
        network.dispose();
    }
};
