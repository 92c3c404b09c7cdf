import type { DType, TensorData } from './dtype';

/** A tensor's name, element type and shape; `[]` is a scalar. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** A tensor with its elements: contiguous, row-major, in memory of its own (never a view of the file). */
export interface NamedTensor extends TensorInfo {
  readonly data: TensorData;
}

/** Tensors by name, in the file's order. */
export type StateDict = Map<string, NamedTensor>;
