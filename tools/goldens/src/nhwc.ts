import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { type Comparison, compare, type Tolerance } from './compare';
import type { GoldenCase } from './golden-case';
import { toNchw, toNhwc } from './layout';

type Shape4 = readonly [number, number, number, number];

/** A stored NCHW tensor as NHWC. */
export const nhwcTensor = (golden: GoldenCase, name: string): Tensor4D => {
  const shape = golden.tensor(name).shape as Shape4;
  const [n, c, h, w] = shape;
  return tensor4d(toNhwc(golden.floats(name), shape), [n, h, w, c]);
};

/** Compares an NHWC tensor with the NCHW one that is stored as `name`. */
export const compareNhwc = async (
  golden: GoldenCase,
  name: string,
  actual: Tensor4D,
  tolerance: Tolerance = golden.file.tolerance,
): Promise<Comparison> => {
  const [n, h, w, c] = actual.shape;
  const values = toNchw((await actual.data()) as Float32Array, [n, h, w, c]);
  const expected = { shape: golden.tensor(name).shape, values: golden.floats(name) };
  return compare(name, { shape: [n, c, h, w], values }, expected, tolerance);
};
