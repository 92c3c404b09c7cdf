import { ShapeError } from '@srkit/core';
import {
  engine,
  matMul,
  type NamedAttrMap,
  reshape,
  type Tensor,
  type Tensor4D,
  tensor2d,
  tensor3d,
  transpose,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { registerHostKernel } from '../host-kernel';
import { resampleArray } from './resample-array';
import { denseTable, isIdentity, type ResampleTable, transposeTable } from './resample-table';

const RESAMPLE = 'SrkitResample';

interface Attrs {
  readonly rows: ResampleTable;
  readonly columns: ResampleTable;
}

// tfjs hands attributes through as they are, but its type for them knows no typed arrays.
const toAttrMap = (attrs: Attrs): NamedAttrMap => attrs as unknown as NamedAttrMap;
const fromAttrMap = (attrs: NamedAttrMap): Attrs => attrs as unknown as Attrs;

const resampleReference = (x: Tensor4D, { rows, columns }: Attrs): Tensor => {
  const [n, h, w, c] = x.shape;
  let out: Tensor = x;
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

registerHostKernel({
  kernelName: RESAMPLE,
  inputs: ['x'],
  outputShape: ([x], attrs) => {
    const { rows, columns } = fromAttrMap(attrs);
    return [x![0]!, rows.outSize, columns.outSize, x![3]!];
  },
  run: ([x], out, attrs) => {
    const { rows, columns } = fromAttrMap(attrs);
    resampleArray(x!.values, x!.shape, rows, columns, out);
  },
});

/**
 * Applies a linear map along the height and one along the width of every sample and channel: `[n, h, w, c]` to
 * `[n, rows.outSize, columns.outSize, c]`. Differentiable in `x` to any order.
 *
 * @param rows Map of the height, `rows.inSize` is `h`.
 * @param columns Map of the width, `columns.inSize` is `w`.
 * @throws ShapeError `E_SHAPE_TABLE` when the tables are for another size.
 */
export const resample = (x: Tensor4D, rows: ResampleTable, columns: ResampleTable): Tensor4D => {
  const [, h, w] = x.shape;
  if (rows.inSize !== h || columns.inSize !== w) {
    throw new ShapeError(
      'E_SHAPE_TABLE',
      `resample: tables for ${rows.inSize}x${columns.inSize} (height x width) do not fit [${x.shape}]; make them for ${h}x${w}.`,
    );
  }
  return engine().runKernel(RESAMPLE, { x }, toAttrMap({ rows, columns })) as Tensor4D;
};

defineOp({
  kernelName: RESAMPLE,
  reference: ({ x }, attrs) => resampleReference(x as Tensor4D, fromAttrMap(attrs)),
  gradient: (dy, _saved, attrs) => {
    const { rows, columns } = fromAttrMap(attrs);
    return { x: () => resample(dy as Tensor4D, transposeTable(rows), transposeTable(columns)) };
  },
});
