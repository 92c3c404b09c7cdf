import { ShapeError } from '@srkit/core';
import { COLOR_MATRIX, type ColorMatrixAttrs } from '@srkit/core/contracts';
import { add, matMul, reshape, type Tensor, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { defineOp, type Op } from '../define-op';

/** What `applyColorMatrix` means. */
export const referenceColorMatrix = (x: Tensor, attrs: ColorMatrixAttrs): Tensor => {
  const { matrix, offset } = attrs;
  const [outputs, inputs] = [offset.length, matrix.length / offset.length];
  const product = matMul(reshape(x, [-1, inputs]), tensor2d([...matrix], [outputs, inputs]), false, true);
  return reshape(add(product, tensor1d([...offset])), COLOR_MATRIX.outputShape({ x: x.shape }, attrs));
};

export const colorMatrix: Op<'x', ColorMatrixAttrs> = defineOp(COLOR_MATRIX, {
  reference: ({ x }, attrs) => referenceColorMatrix(x, attrs),
  gradient: (dy, _saved, { matrix, offset }) => {
    const inputs = matrix.length / offset.length;
    const transposed = Array.from(
      { length: inputs * offset.length },
      (_, i) => matrix[(i % offset.length) * inputs + Math.floor(i / offset.length)]!,
    );
    return {
      x: () => colorMatrix({ x: dy }, { matrix: transposed, offset: new Array<number>(inputs).fill(0) }),
    };
  },
});

/** A linear change of colour: one row of three weights and one constant per output channel. */
export interface ColorMatrix {
  readonly rows: readonly (readonly [number, number, number])[];
  readonly offset: readonly number[];
}

/**
 * Multiplies the last axis, three channels, by a matrix and adds an offset: `[..., 3]` to `[..., rows.length]`.
 * Differentiable to any order.
 *
 * @param op Name of the caller, for the error message.
 * @throws ShapeError `E_SHAPE_CHANNELS` when the last axis does not hold three channels.
 */
export const applyColorMatrix = <T extends Tensor>(op: string, x: T, { rows, offset }: ColorMatrix): T => {
  if (x.shape.at(-1) !== 3) {
    throw new ShapeError(
      'E_SHAPE_CHANNELS',
      `${op}: the last axis of [${x.shape}] has ${x.shape.at(-1) ?? 'no'} channels, expected the 3 of RGB or YCbCr.`,
    );
  }
  return colorMatrix({ x }, { matrix: rows.flat(), offset }) as T;
};
