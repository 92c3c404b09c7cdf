import { DeviceError } from '@srkit/core';
import { enableProdMode, removeBackend } from '@tensorflow/tfjs-core';
import { openGpu } from './open-gpu';

/**
 * Puts `gpu` where browsers have it. Node 20 has no `navigator`; later ones have one whose binding is read-only
 * but which takes properties. The returned function takes it away again.
 */
const installNavigatorGpu = (gpu: GPU): (() => void) => {
  const existing: object | undefined = globalThis.navigator;
  if (existing) {
    Object.defineProperty(existing, 'gpu', { value: gpu, configurable: true });
    return () => Reflect.deleteProperty(existing, 'gpu');
  }
  const navigator = { gpu, userAgent: `Node.js/${process.versions.node.split('.')[0]}` };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return () => Reflect.deleteProperty(globalThis, 'navigator');
};

/** WebGPU through Dawn. Freeing it is a must: the process cannot end while Dawn is reachable. */
export const loadWebgpu = async (): Promise<() => void> => {
  const gpu = await openGpu().catch((cause: Error) => {
    throw new DeviceError('E_DEVICE_WEBGPU', `WebGPU is not available: ${cause.message}.`, { cause });
  });
  const uninstall = installNavigatorGpu(gpu);
  try {
    // Only now: the module reads navigator.gpu when it is loaded.
    const { startWebGpu } = await import('@srkit/backend-webgpu');
    // Without it tfjs prints why a backend does not start, and so does srkit.
    enableProdMode();
    await startWebGpu();
    return () => {
      removeBackend('webgpu');
      uninstall();
    };
  } catch (error) {
    uninstall();
    throw error;
  }
};
