import { MATCH_MERGE, MATCH_ROWS, type MatchRowsAttrs } from '@srkit/core/contracts';
import { matMul, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { runKernel } from '../run-kernel';
import type { BestOfBlock } from './best-of-block';
import { pixelMatrix } from './patch-grid';

/**
 * With the kernels of a backend that has them: the products of all pixels are a matrix product; everything after it, sums
 * over patches, norms and maxima, is one pass over them.
 */
export const bestOfRows: BestOfBlock = ({ patch, input, ref, before, divisors, ...block }) => {
  const { rows, columns, refRows, refColumns, stride, refStride, firstPlace } = block;
  const products = matMul(pixelMatrix(ref), pixelMatrix(input), false, true);
  const attrs: MatchRowsAttrs = {
    patchSide: patch,
    width: input.shape[1],
    refWidth: ref.shape[1],
    pixels: input.shape[0] * input.shape[1],
    rows,
    columns,
    refRows,
    refColumns,
    stride,
    refStride,
    firstPlace,
  };
  const found = runKernel(MATCH_ROWS, { products, divisors }, attrs) as Tensor;
  return runKernel(MATCH_MERGE, { found, before }, {}) as Tensor2D;
};
