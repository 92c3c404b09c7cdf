import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Types whose elements take 4 bytes. */
export type WordType = 'float32' | 'int32';

/** The type of all these tensors; undefined when they differ or take another number of bytes. */
export const wordType = (...infos: readonly TensorInfo[]): WordType | undefined => {
  const dtype = infos[0]?.dtype;
  if (dtype !== 'float32' && dtype !== 'int32') return undefined;
  return infos.every((info) => info.dtype === dtype) ? dtype : undefined;
};
