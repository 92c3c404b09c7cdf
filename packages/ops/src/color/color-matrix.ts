import { ShapeError } from '@srkit/core';
import {
  add,
  engine,
  matMul,
  type NamedAttrMap,
  reshape,
  type Tensor,
  tensor1d,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { registerHostKernel } from '../host-kernel';

const COLOR_MATRIX = 'SrkitColorMatrix';

interface Attrs {
  /** One row per output channel, one column per input channel, row by row. */
  readonly matrix: number[];
  /** Added to the output channels. */
  readonly offset: number[];
}

const fromAttrMap = (attrs: NamedAttrMap): Attrs => attrs as unknown as Attrs;

const outputShape = (shape: readonly number[], { offset }: Attrs): number[] => [
  ...shape.slice(0, -1),
  offset.length,
];

const reference = (x: Tensor, attrs: Attrs): Tensor => {
  const { matrix, offset } = attrs;
  const [outputs, inputs] = [offset.length, matrix.length / offset.length];
  const product = matMul(reshape(x, [-1, inputs]), tensor2d(matrix, [outputs, inputs]), false, true);
  return reshape(add(product, tensor1d(offset)), outputShape(x.shape, attrs));
};

type Matrix3 = [number, number, number, number, number, number, number, number, number];
type Loop = (x: Float32Array, out: Float32Array, attrs: Attrs) => void;

const threeToThree: Loop = (x, out, { matrix, offset }) => {
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix as Matrix3;
  const [r0, g0, b0] = offset as [number, number, number];
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
  const [r, g, b] = matrix as [number, number, number];
  const constant = offset[0]!;
  for (let i = 0, p = 0; i < out.length; i++, p += 3) {
    out[i] = r * x[p]! + g * x[p + 1]! + b * x[p + 2]! + constant;
  }
};

/** The gradient of a conversion to one channel. */
const oneToThree: Loop = (x, out, { matrix, offset }) => {
  const [r, g, b] = matrix as [number, number, number];
  const [r0, g0, b0] = offset as [number, number, number];
  for (let i = 0, p = 0; i < x.length; i++, p += 3) {
    const value = x[i]!;
    out[p] = r * value + r0;
    out[p + 1] = g * value + g0;
    out[p + 2] = b * value + b0;
  }
};

const loopFor = ({ matrix, offset }: Attrs): Loop => {
  if (offset.length === 1) return threeToOne;
  return matrix.length === 9 ? threeToThree : oneToThree;
};

registerHostKernel({
  kernelName: COLOR_MATRIX,
  inputs: ['x'],
  outputShape: ([x], attrs) => outputShape(x!, fromAttrMap(attrs)),
  run: ([x], out, attrs) => loopFor(fromAttrMap(attrs))(x!.values, out, fromAttrMap(attrs)),
});

const run = <T extends Tensor>(x: T, attrs: Attrs): T =>
  engine().runKernel(COLOR_MATRIX, { x }, { ...attrs }) as T;

defineOp({
  kernelName: COLOR_MATRIX,
  reference: ({ x }, attrs) => reference(x as Tensor, fromAttrMap(attrs)),
  gradient: (dy, _saved, attrs) => {
    const { matrix, offset } = fromAttrMap(attrs);
    const inputs = matrix.length / offset.length;
    const transposed = Array.from(
      { length: inputs * offset.length },
      (_, i) => matrix[(i % offset.length) * inputs + Math.floor(i / offset.length)]!,
    );
    const zeros = new Array<number>(inputs).fill(0);
    return { x: () => run(dy as Tensor, { matrix: transposed, offset: zeros }) };
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
  return run(x, { matrix: rows.flat(), offset: [...offset] });
};
