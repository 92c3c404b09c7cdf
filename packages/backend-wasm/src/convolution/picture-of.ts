import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import type { Picture } from './picture';

/** A `[n, h, w, c]` tensor in the memory. */
export const pictureOf = (backend: SrkitWasmBackend, info: TensorInfo): Picture => {
  const [batch, height, width, channels] = info.shape as [number, number, number, number];
  return { address: backend.address(info), batch, height, width, channels, stride: channels };
};
