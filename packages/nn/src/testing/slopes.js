import { engine, tidy } from '@tensorflow/tfjs-core';
const moved = (parameter, values, direction, step) => parameter.load(values.map((v, i) => v + step * direction[i]));
/**
 * The slope of `loss` along each parameter's own gradient, scaled so that no value moves by more than `step`.
 * Parameters end as they began; what else `loss` changes stays changed.
 */
export const slopes = async (module, loss, step = 1e-2) => {
    const parameters = [...module.namedParameters()];
    const { value, grads } = engine().gradients(loss, parameters.map(([, parameter]) => parameter.variable));
    value.dispose();
    const found = [];
    for (const [index, [name, parameter]] of parameters.entries()) {
        const gradient = await parameter.toOfficial(grads[index]);
        const values = (await parameter.read()).slice();
        const largest = gradient.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
        const direction = gradient.map((v) => v / largest);
        const at = (signed) => {
            moved(parameter, values, direction, signed);
            return tidy(() => loss().dataSync()[0]);
        };
        const difference = (at(step) - at(-step)) / (2 * step);
        parameter.load(values);
        found.push({ name, gradient: gradient.reduce((sum, v, i) => sum + v * direction[i], 0), difference });
    }
    for (const gradient of grads)
        gradient.dispose();
    return found;
};
