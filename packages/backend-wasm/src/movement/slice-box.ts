import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import { denseStrides } from './dense-strides';
import { move } from './move';
import type { WordType } from './words';

/** The part of a tensor from `begin` on with sides `size`; every `steps`-th element of it. */
export interface Box {
  readonly begin: readonly number[];
  readonly size: readonly number[];
  /** Below 0 walks backwards from `begin`. */
  readonly steps?: readonly number[];
}

/** Cuts a box out of a tensor. `shape`: of the result, when it is not the box's. */
export const sliceBox = (
  backend: SrkitWasmBackend,
  x: TensorInfo,
  dtype: WordType,
  { begin, size, steps }: Box,
  shape: number[] = [...size],
): TensorInfo => {
  if (!steps && util.arraysEqual(size as number[], x.shape)) return backend.alias(x, shape);
  const from = denseStrides(x.shape);
  const to = denseStrides(size);
  return move(backend, {
    x,
    dtype,
    shape,
    start: begin.reduce((sum, index, axis) => sum + index * from[axis]!, 0),
    axes: size.map((side, axis) => ({
      size: side,
      from: from[axis]! * (steps?.[axis] ?? 1),
      to: to[axis]!,
    })),
  });
};
