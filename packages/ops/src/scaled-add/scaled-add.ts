import { ShapeError } from '@srkit/core';
import { SCALED_ADD } from '@srkit/core/contracts';
import { add, clone, mul, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';

const scaled = (x: Tensor, scale: number): Tensor => (scale === 1 ? x : mul(x, scale));

const run = defineOp(SCALED_ADD, {
  reference: ({ a, b }, { scales }) => add(scaled(a, scales[0]), scaled(b, scales[1])),
  // Copies, which share their elements: tfjs disposes of a gradient that it adds another one to.
  gradient: (dy, _, { scales }) => ({
    a: () => scaled(clone(dy), scales[0]),
    b: () => scaled(clone(dy), scales[1]),
  }),
});

/**
 * `a * scales[0] + b * scales[1]` as one step that keeps nothing for its gradients, where stock operations keep all three pictures.
 *
 * @throws ShapeError `E_SHAPE_OPERANDS` for two shapes.
 */
export const scaledAdd = <T extends Tensor>(a: T, b: T, scales: readonly [number, number]): T => {
  if (a.shape.length !== b.shape.length || a.shape.some((side, axis) => side !== b.shape[axis])) {
    throw new ShapeError('E_SHAPE_OPERANDS', `scaledAdd: [${a.shape}] and [${b.shape}], expected one shape.`);
  }
  return run({ a, b }, { scales }) as T;
};
