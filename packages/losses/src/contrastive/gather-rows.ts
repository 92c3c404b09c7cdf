import {
  customGrad,
  expandDims,
  gather,
  scatterND,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';

/**
 * Rows of a matrix, `[rows, c]` to `[ids, c]`. The gradient of tfjs's `gather` needs a kernel that the wasm backend does
 * not have; this one's scatters, and adds up what comes back for a row that was taken several times.
 */
export const gatherRows = (matrix: Tensor2D, ids: Tensor1D): Tensor2D =>
  customGrad((x, save) => {
    (save as (tensors: Tensor[]) => void)([ids]);
    return {
      value: gather(x as Tensor2D, ids),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        scatterRows(dy as Tensor2D, saved[0] as Tensor1D, matrix.shape),
    };
  })(matrix) as Tensor2D;

/** Adds row i of `values` to row `ids[i]` of a matrix of zeros. */
export const scatterRows = (values: Tensor2D, ids: Tensor1D, shape: [number, number]): Tensor2D =>
  scatterND(expandDims(ids, 1), values, shape) as Tensor2D;
