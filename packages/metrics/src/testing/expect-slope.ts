import { grad, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** What a gradient is held against. */
export interface Slope {
  /** Its product with `sin(0.37 i)` of each element's place. */
  readonly along: number;
  /** Its Euclidean length. */
  readonly length: number;
}

/** Holds the gradient of a scalar against figures, to a thousandth of its length; nothing stays behind. */
export const expectSlope = async (
  f: (x: Tensor4D) => Tensor,
  x: Tensor4D,
  { along, length }: Slope,
): Promise<void> => {
  const gradient = grad((y: Tensor) => f(y as Tensor4D))(x);
  const values = await gradient.data().finally(() => gradient.dispose());
  let [product, squares] = [0, 0];
  values.forEach((value, i) => {
    product += value * Math.sin(0.37 * i);
    squares += value * value;
  });
  const near = Math.max(1e-3 * length, 1e-5);
  expect(Math.abs(product - along), `${product} along the direction, expected ${along}`).toBeLessThan(near);
  const found = Math.sqrt(squares);
  expect(Math.abs(found - length), `a length of ${found}, expected ${length}`).toBeLessThan(near);
};
