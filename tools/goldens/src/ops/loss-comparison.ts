import { grad, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { type Comparison, compare, type Tolerance } from '../compare';
import type { GoldenCase } from '../golden-case';
import { compareNhwc } from '../nhwc';

/** Compares a scalar with the one stored as `name`, whether as `[]` or `[1]`. */
export const compareScalar = async (
  golden: GoldenCase,
  name: string,
  actual: Tensor,
  { tolerance = golden.file.tolerance, scale = 1 }: { tolerance?: Tolerance; scale?: number } = {},
): Promise<Comparison> => {
  const expected = golden.tensor(name);
  const values = (await actual.data()) as Float32Array;
  const computed = {
    shape: actual.size === 1 ? expected.shape : actual.shape,
    values: values.map((v) => v * scale),
  };
  return compare(name, computed, expected, tolerance);
};

/** Compares the gradient of sum(loss(x)) with the one stored as `name`. */
export const compareInputGradient = async (
  golden: GoldenCase,
  name: string,
  loss: (x: Tensor4D) => Tensor,
  x: Tensor4D,
  tolerance: Tolerance = golden.file.tolerance,
): Promise<Comparison> => {
  const gradient = grad(loss as (x: Tensor) => Tensor)(x) as Tensor4D;
  const comparison = await compareNhwc(golden, name, gradient, tolerance);
  gradient.dispose();
  return comparison;
};
