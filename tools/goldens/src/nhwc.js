import { tensor4d } from '@tensorflow/tfjs-core';
import { compare } from './compare';
import { toNchw, toNhwc } from './layout';
/** A stored NCHW tensor as NHWC. */
export const nhwcTensor = (golden, name) => {
    const shape = golden.tensor(name).shape;
    const [n, c, h, w] = shape;
    return tensor4d(toNhwc(golden.floats(name), shape), [n, h, w, c]);
};
/** Compares an NHWC tensor with the NCHW one that is stored as `name`. */
export const compareNhwc = async (golden, name, actual, tolerance = golden.file.tolerance) => {
    const [n, h, w, c] = actual.shape;
    const values = toNchw((await actual.data()), [n, h, w, c]);
    const expected = { shape: golden.tensor(name).shape, values: golden.floats(name) };
    return compare(name, { shape: [n, c, h, w], values }, expected, tolerance);
};
