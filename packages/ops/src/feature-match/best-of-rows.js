import { MATCH_MERGE, MATCH_ROWS } from '@srkit/core/contracts';
import { matMul } from '@tensorflow/tfjs-core';
import { runKernel } from '../run-kernel';
import { pixelMatrix } from './best-of-block';
/**
 * With the kernels of a backend that has them: the products of all pixels are a matrix product; everything after it, sums
 * over patches, norms and maxima, is one pass over them.
 */
export const bestOfRows = ({ patch, input, ref, before, divisors, ...block }) => {
    const { rows, columns, refRows, refColumns, stride, refStride, firstPlace } = block;
    const products = matMul(pixelMatrix(ref), pixelMatrix(input), false, true);
    const attrs = {
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
    const found = runKernel(MATCH_ROWS, { products, divisors }, attrs);
    return runKernel(MATCH_MERGE, { found, before }, {});
};
