import { grad } from '@tensorflow/tfjs-core';
import { compare } from '../compare';
import { compareNhwc } from '../nhwc';
/** Compares a scalar with the one stored as `name`, whether as `[]` or `[1]`. */
export const compareScalar = async (golden, name, actual, { tolerance = golden.file.tolerance, scale = 1 } = {}) => {
    const expected = golden.tensor(name);
    const values = (await actual.data());
    const computed = {
        shape: actual.size === 1 ? expected.shape : actual.shape,
        values: values.map((v) => v * scale),
    };
    return compare(name, computed, expected, tolerance);
};
/** Compares the gradient of sum(loss(x)) with the one stored as `name`. */
export const compareInputGradient = async (golden, name, loss, x, tolerance = golden.file.tolerance) => {
    const gradient = grad(loss)(x);
    const comparison = await compareNhwc(golden, name, gradient, tolerance);
    gradient.dispose();
    return comparison;
};
