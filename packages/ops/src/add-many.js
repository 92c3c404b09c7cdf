import { addN, tidy } from '@tensorflow/tfjs-core';
/** Tensors that tfjs-backend-webgpu can add at once: a shader sees at most eight buffers, the result's among them. */
const MOST_TERMS = 7;
/**
 * `addN` for any number of terms of one shape. tfjs 4.22's on WebGPU computes nothing for more than seven, without an
 * error.
 *
 * @throws Error, tfjs's own, for no terms or different shapes.
 */
export const addMany = (terms) => {
    if (terms.length <= MOST_TERMS)
        return addN([...terms]);
    return tidy(() => addMany([addN(terms.slice(0, MOST_TERMS)), ...terms.slice(MOST_TERMS)]));
};
