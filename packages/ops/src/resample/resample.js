import { ShapeError } from '@srkit/core';
import { denseTable, isIdentity, RESAMPLE, transposeTable, } from '@srkit/core/contracts';
import { matMul, reshape, tensor2d, tensor3d, transpose, } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
/** What `resample` means. */
export const referenceResample = (x, { rows, columns }) => {
    const [n, h, w, c] = x.shape;
    let out = x;
    if (!isIdentity(rows)) {
        const matrix = tensor3d(denseTable(rows), [1, rows.outSize, h]);
        out = matMul(matrix, reshape(out, [n, h, w * c]));
    }
    if (!isIdentity(columns)) {
        // With the channels beside the rows there is one large product instead of one per row.
        const lines = reshape(transpose(reshape(out, [n * rows.outSize, w, c]), [0, 2, 1]), [-1, w]);
        const matrix = tensor2d(denseTable(columns), [columns.outSize, w]);
        const product = reshape(matMul(lines, matrix, false, true), [n * rows.outSize, c, columns.outSize]);
        out = transpose(product, [0, 2, 1]);
    }
    return reshape(out, [n, rows.outSize, columns.outSize, c]);
};
const op = defineOp(RESAMPLE, {
    reference: ({ x }, attrs) => referenceResample(x, attrs),
    gradient: (dy, _saved, { rows, columns }) => ({
        x: () => resample(dy, transposeTable(rows), transposeTable(columns)),
    }),
});
/**
 * Applies a linear map along the height and one along the width of every sample and channel: `[n, h, w, c]` to
 * `[n, rows.outSize, columns.outSize, c]`. Differentiable in `x` to any order.
 *
 * @param rows Map of the height, `rows.inSize` is `h`.
 * @param columns Map of the width, `columns.inSize` is `w`.
 * @throws ShapeError `E_SHAPE_TABLE` when the tables are for another size.
 */
export const resample = (x, rows, columns) => {
    const [, h, w] = x.shape;
    if (rows.inSize !== h || columns.inSize !== w) {
        throw new ShapeError('E_SHAPE_TABLE', `resample: tables for ${rows.inSize}x${columns.inSize} (height x width) do not fit [${x.shape}]; make them for ${h}x${w}.`);
    }
    return op({ x }, { rows, columns });
};
