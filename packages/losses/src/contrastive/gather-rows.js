import { customGrad, expandDims, gather, scatterND, } from '@tensorflow/tfjs-core';
/**
 * Rows of a matrix, `[rows, c]` to `[ids, c]`. The gradient of tfjs's `gather` needs a kernel that the wasm backend does
 * not have; this one's scatters, and adds up what comes back for a row that was taken several times.
 */
export const gatherRows = (matrix, ids) => customGrad((x, save) => {
    save([ids]);
    return {
        value: gather(x, ids),
        gradFunc: (dy, saved) => scatterRows(dy, saved[0], matrix.shape),
    };
})(matrix);
/** Adds row i of `values` to row `ids[i]` of a matrix of zeros. */
export const scatterRows = (values, ids, shape) => scatterND(expandDims(ids, 1), values, shape);
