// What both entries export; each adds its platform's `openCheckpoint` and `loadStateDict`.
export { CheckpointError } from '@srkit/core';
export { CHECKPOINT_ERROR_CODES } from './checkpoint-error';
export { bytesPerElement, DTYPES } from './dtype';
export * from './limits';
export { toFloat32 } from './numeric/to-float32';
export { writeSafetensors } from './safetensors/write-safetensors';
