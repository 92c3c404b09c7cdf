import { fnv1a32, mixBits } from '@srkit/core';
/** Weights that follow from names alone, so that PyTorch can be given the same. */
export const hashState = (shapes, absolute = false) => new Map(shapes.map(([name, shape]) => {
    const size = shape.reduce((product, side) => product * side, 1);
    const hash = fnv1a32(name) ^ 7;
    const width = shape.length > 1 ? Math.sqrt((2 * 3) / (size / shape[0])) : 0.05;
    const data = new Float32Array(size);
    for (let i = 0; i < size; i++) {
        const v = (2 * ((mixBits(Math.imul(i, 0x9e3779b1) + hash) >>> 0) / 2 ** 32) - 1) * width;
        data[i] = absolute ? Math.abs(v) : v;
    }
    return [name, { name, dtype: 'F32', shape: [...shape], data }];
}));
