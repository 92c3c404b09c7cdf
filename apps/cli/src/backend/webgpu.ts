import { DeviceError } from '@srkit/core';
import { missingPeers } from './optional-peers';

/**
 * Loads Dawn (npm `webgpu`; it and our backend are optional peers) and makes its classes and constants global, as WebGPU code
 * expects. The process cannot end while the returned object is reachable.
 *
 * @throws Error saying why Dawn cannot be loaded.
 */
export const openGpu = async (): Promise<GPU> => {
  const missing = missingPeers('webgpu', '@srkit/backend-webgpu');
  if (missing) throw new Error(missing);
  const dawn = await import('webgpu').catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : cause;
    throw new Error(`the npm package 'webgpu' does not load (${why})`, { cause });
  });
  Object.assign(globalThis, dawn.globals);
  return dawn.create([]);
};

/**
 * Opens Dawn and puts `gpu` where browsers have it. Node 20 has no `navigator`; later ones have one whose binding is
 * read-only but which takes properties. The returned function takes it away again.
 *
 * @throws DeviceError `E_DEVICE_WEBGPU` saying why there is none.
 */
export const installGpu = async (): Promise<() => void> => {
  const gpu = await openGpu().catch((cause: Error) => {
    throw new DeviceError('E_DEVICE_WEBGPU', `WebGPU is not available: ${cause.message}.`, { cause });
  });
  const existing: object | undefined = globalThis.navigator;
  if (existing) {
    Object.defineProperty(existing, 'gpu', { value: gpu, configurable: true });
    return () => Reflect.deleteProperty(existing, 'gpu');
  }
  const navigator = { gpu, userAgent: `Node.js/${process.versions.node.split('.')[0]}` };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return () => Reflect.deleteProperty(globalThis, 'navigator');
};
