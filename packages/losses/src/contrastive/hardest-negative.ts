import {
  add,
  argMin,
  customGrad,
  expandDims,
  gather,
  matMul,
  min,
  mul,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { scatterRows } from './gather-rows';

/**
 * For every row of `a`, `[rows, c]`, the smallest `2 - 2 <a_i, b_j> + handicap_ij` over the rows of `b`, `[others, c]`:
 * the squared distance of unit descriptors to the most similar wrong one. `[rows]`.
 *
 * An operation of its own, because the gradient belongs to the one row that was found: candidates that fall on the same
 * position tie exactly, and tfjs's `min` would count the gradient for each of them, where PyTorch counts it once. Nothing
 * of size rows x others is kept for the gradient either.
 *
 * @param handicap Makes the handicaps, `[rows, others]`. They are made in here, where no tape sees it: recorded, each of its
 *   operations would keep matrices of that size for a gradient that nobody asks for.
 */
export const hardestNegative = (a: Tensor2D, b: Tensor2D, handicap: () => Tensor2D): Tensor1D =>
  customGrad((...inputs) => {
    const [rows, others, save] = inputs as unknown as [Tensor2D, Tensor2D, (tensors: Tensor[]) => void];
    const distance = add(sub(2, mul(matMul(rows, others, false, true), 2)), handicap());
    const found = argMin(distance, 1) as Tensor1D;
    save([rows, others, found]);
    return {
      value: min(distance, 1),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tidy(() => {
          const [savedRows, savedOthers, ids] = saved as [Tensor2D, Tensor2D, Tensor1D];
          const scale = mul(expandDims(dy as Tensor1D, 1), -2);
          return [
            mul(scale, gather(savedOthers, ids)),
            scatterRows(mul(scale, savedRows) as Tensor2D, ids, savedOthers.shape),
          ];
        }),
    };
  })(a, b) as Tensor1D;
