import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import { type CopyAxis, copyStrided } from './copy-strided';
import type { WordType } from './words';

/** What a tensor is made of: one box of another one. */
export interface Move {
  readonly x: TensorInfo;
  readonly dtype: WordType;
  readonly shape: number[];
  /** Element of `x` that comes first. */
  readonly start?: number;
  readonly axes: readonly CopyAxis[];
}

/** A new tensor with the elements of another one in new places. */
export const move = (backend: SrkitWasmBackend, { x, dtype, shape, start = 0, axes }: Move): TensorInfo => {
  const from = backend.address(x) + 4 * start;
  const y = backend.output(shape, dtype);
  copyStrided(backend, from, y.address, axes);
  return y.info;
};
