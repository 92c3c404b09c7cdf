import { ConfigError } from '@srkit/core';
import { getKernel, } from '@tensorflow/tfjs-core';
export const BACKEND_NAME = 'srkit-wasm';
/**
 * A stock kernel of ours. It returns undefined for what it does not take (another dtype, a rare option): tfjs's cpu kernel
 * of the same name then does it.
 */
export const defineKernel = (kernelName, compute) => ({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: (params) => {
        const backend = params.backend;
        const computed = backend.attempt(() => compute({
            backend,
            inputs: params.inputs,
            attrs: (params.attrs ?? {}),
        }));
        if (computed)
            return computed;
        const floor = getKernel(kernelName, 'cpu');
        if (!floor)
            throw new Error(`tfjs's cpu backend has no kernel '${kernelName}'`);
        return floor.kernelFunc(params);
    },
});
/**
 * The kernel of an op of ours.
 *
 * @throws ConfigError `E_CONFIG_DTYPE` for an input of another type than `dtypes`.
 */
export const implementOp = ({ kernelName, inputs: names, outputShape }, compute, dtypes = ['float32']) => defineKernel(kernelName, ({ backend, inputs, attrs }) => {
    for (const name of names) {
        const { dtype } = inputs[name];
        if (dtypes.includes(dtype))
            continue;
        throw new ConfigError('E_CONFIG_DTYPE', `${kernelName}: ${name} is ${dtype}, expected ${dtypes.join(' or ')}; cast it first.`);
    }
    const shapes = Object.fromEntries(names.map((name) => [name, inputs[name].shape]));
    return compute({ backend, inputs, attrs, outputShape: outputShape(shapes, attrs) });
});
/** Whether all tensors are float32. */
export const allFloat = (...infos) => infos.every((info) => info === undefined || info.dtype === 'float32');
