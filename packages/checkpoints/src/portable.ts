// What both entries export; each adds its platform's `openCheckpoint` and `loadStateDict`.
export { CheckpointError } from '@srkit/core';
export type { Checkpoint, CheckpointSource, FileLocation, NcnnFiles, OpenOptions } from './checkpoint';
export { CHECKPOINT_ERROR_CODES, type CheckpointErrorCode } from './checkpoint-error';
export { bytesPerElement, DTYPES, type DType, type TensorData } from './dtype';
export * from './limits';
export type { FloatDType } from './numeric/convert-floats';
export { toFloat32 } from './numeric/to-float32';
export { type TorchValue, writePth } from './pytorch/write-torch-zip';
export { type WriteOptions, writeSafetensors } from './safetensors/write-safetensors';
export type { NamedTensor, StateDict, TensorInfo } from './tensor';
