import { ShapeError } from '@srkit/core';
import { COLOR_MATRIX, type ColorMatrixAttrs } from '@srkit/core/contracts';
import { add, matMul, reshape, type Tensor, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { defineOp, type Op } from '../define-op';
import { registerHostKernel } from '../host-kernel';

/** What `applyColorMatrix` means. */
export const referenceColorMatrix = (x: Tensor, attrs: ColorMatrixAttrs): Tensor => {
  const { matrix, offset } = attrs;
  const [outputs, inputs] = [offset.length, matrix.length / offset.length];
  const product = matMul(reshape(x, [-1, inputs]), tensor2d([...matrix], [outputs, inputs]), false, true);
  return reshape(add(product, tensor1d([...offset])), COLOR_MATRIX.outputShape({ x: x.shape }, attrs));
};

type Matrix3 = [number, number, number, number, number, number, number, number, number];
type Loop = (x: Float32Array, out: Float32Array, attrs: ColorMatrixAttrs) => void;

const threeToThree: Loop = (x, out, { matrix, offset }) => {
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix as unknown as Matrix3;
  const [r0, g0, b0] = offset as unknown as [number, number, number];
  for (let i = 0; i < x.length; i += 3) {
    const r = x[i]!;
    const g = x[i + 1]!;
    const b = x[i + 2]!;
    out[i] = rr * r + rg * g + rb * b + r0;
    out[i + 1] = gr * r + gg * g + gb * b + g0;
    out[i + 2] = br * r + bg * g + bb * b + b0;
  }
};

const threeToOne: Loop = (x, out, { matrix, offset }) => {
  const [r, g, b] = matrix as unknown as [number, number, number];
  const constant = offset[0]!;
  for (let i = 0, p = 0; i < out.length; i++, p += 3) {
    out[i] = r * x[p]! + g * x[p + 1]! + b * x[p + 2]! + constant;
  }
};

/** The gradient of a conversion to one channel. */
const oneToThree: Loop = (x, out, { matrix, offset }) => {
  const [r, g, b] = matrix as unknown as [number, number, number];
  const [r0, g0, b0] = offset as unknown as [number, number, number];
  for (let i = 0, p = 0; i < x.length; i++, p += 3) {
    const value = x[i]!;
    out[p] = r * value + r0;
    out[p + 1] = g * value + g0;
    out[p + 2] = b * value + b0;
  }
};

const loopFor = ({ matrix, offset }: ColorMatrixAttrs): Loop => {
  if (offset.length === 1) return threeToOne;
  return matrix.length === 9 ? threeToThree : oneToThree;
};

registerHostKernel(COLOR_MATRIX, ({ x }, out, attrs) => loopFor(attrs)(x.values, out, attrs));

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
