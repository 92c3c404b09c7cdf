import { add, argMin, customGrad, expandDims, gather, matMul, min, mul, sub, } from '@tensorflow/tfjs-core';
import { scatterRows } from './gather-rows';
/**
 * For every row of `a`, `[rows, c]`, the smallest `2 - 2 <a_i, b_j> + handicap_ij` over the rows of `b`, `[others, c]`:
 * the squared distance of unit descriptors to the most similar wrong one. `[rows]`.
 *
 * An operation of its own, because the gradient belongs to the one row that was found: candidates that fall on the same
 * position tie exactly, and tfjs's `min` would count the gradient for each of them, where PyTorch counts it once. Nothing
 * of size rows x others is kept for the gradient either.
 */
export const hardestNegative = (a, b, handicap) => customGrad((...inputs) => {
    const [rows, others, save] = inputs;
    const distance = add(sub(2, mul(matMul(rows, others, false, true), 2)), handicap);
    const found = argMin(distance, 1);
    save([rows, others, found]);
    return {
        value: min(distance, 1),
        gradFunc: (dy, saved) => {
            const [savedRows, savedOthers, ids] = saved;
            const scale = mul(expandDims(dy, 1), -2);
            return [
                mul(scale, gather(savedOthers, ids)),
                scatterRows(mul(scale, savedRows), ids, savedOthers.shape),
            ];
        },
    };
})(a, b);
