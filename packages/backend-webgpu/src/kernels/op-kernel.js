import { ConfigError } from '@srkit/core';
/**
 * The kernel of an op of ours.
 *
 * @throws ConfigError `E_CONFIG_DTYPE` for an input that is not float32.
 */
export const implementOp = ({ kernelName, inputs: names, outputShape }, compute) => ({
    kernelName,
    kernelFunc: (given) => {
        const inputs = given.inputs;
        const attrs = (given.attrs ?? {});
        for (const name of names) {
            const { dtype } = inputs[name];
            if (dtype === 'float32')
                continue;
            throw new ConfigError('E_CONFIG_DTYPE', `${kernelName}: ${name} is ${dtype}, expected float32; cast it first.`);
        }
        const shapes = Object.fromEntries(names.map((name) => [name, inputs[name].shape]));
        const backend = given.backend;
        return compute({ backend, inputs, shapes, attrs, outputShape: outputShape(shapes, attrs) });
    },
});
