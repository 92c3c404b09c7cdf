import { isIdentity } from '@srkit/core/contracts';
import { resampleAxis } from './resample-axis';
/**
 * Resamples pictures in plain arrays: `[n, h, w, c]` to `[n, rows.outSize, columns.outSize, c]`. Between the two
 * passes values are rounded to float32; the pass that leaves less to do for the other one comes first.
 *
 * @param shape Shape of `x`: `h` is `rows.inSize`, `w` is `columns.inSize`.
 * @param out Receives the result; must not share memory with `x`.
 */
export const resampleArray = (x, shape, rows, columns, out) => {
    const [n, h, w, c] = shape;
    const inStep = h * w * c;
    const outRow = columns.outSize * c;
    const outStep = rows.outSize * outRow;
    const keepsRows = isIdentity(rows);
    const keepsColumns = isIdentity(columns);
    if (keepsRows && keepsColumns) {
        out.set(x.subarray(0, n * inStep));
        return;
    }
    if (keepsColumns) {
        for (let i = 0; i < n; i++)
            resampleAxis(x, i * inStep, 1, w * c, rows, out, i * outStep);
        return;
    }
    if (keepsRows) {
        resampleAxis(x, 0, n * h, c, columns, out, 0);
        return;
    }
    const rowsFirst = rows.weights.length * w + columns.weights.length * rows.outSize <=
        columns.weights.length * h + rows.weights.length * columns.outSize;
    const between = new Float32Array(rowsFirst ? rows.outSize * w * c : h * outRow);
    for (let i = 0; i < n; i++) {
        if (rowsFirst) {
            resampleAxis(x, i * inStep, 1, w * c, rows, between, 0);
            resampleAxis(between, 0, rows.outSize, c, columns, out, i * outStep);
        }
        else {
            resampleAxis(x, i * inStep, h, c, columns, between, 0);
            resampleAxis(between, 0, 1, outRow, rows, out, i * outStep);
        }
    }
};
