import {
  getKernel,
  getKernelsForBackend,
  type KernelConfig,
  registerBackend,
  registerKernel,
} from '@tensorflow/tfjs-core';
import { SrkitWasmBackend } from './backend';
import { KERNELS } from './kernels/all';
import { BACKEND_NAME } from './kernels/kernel';
import type { Platform } from './threads/thread';

/** Above the cpu backend (1), below those that may have a graphics card: WebGL (2) and WebGPU (3). */
const PRIORITY = 1.5;

/** Registers what is not there yet: this package may be loaded twice, as ESM and as CommonJS. */
const register = (config: KernelConfig): void => {
  if (!getKernel(config.kernelName, BACKEND_NAME)) registerKernel(config);
};

/** Makes `srkit-wasm` known to tfjs: kernels of ours first, those of the cpu backend for everything else. */
export const registerSrkitWasm = (platform: Platform): void => {
  for (const kernel of KERNELS) register(kernel);
  for (const kernel of getKernelsForBackend('cpu')) register({ ...kernel, backendName: BACKEND_NAME });
  registerBackend(BACKEND_NAME, () => SrkitWasmBackend.create(platform), PRIORITY);
};
