import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { env, setBackend } from '@tensorflow/tfjs-core';

/** Opens Dawn on the system's graphics card, or starts `srkit-wasm`; says on what. */
export const startDevice = async (name: 'webgpu' | 'srkit-wasm'): Promise<string> => {
  if (name === 'srkit-wasm') {
    await setBackend(name);
    return name;
  }
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', {
    value: { ...globalThis.navigator, gpu: create([]) },
    configurable: true,
  });
  // It looks for `navigator.gpu` when it is imported.
  const { startWebGpu } = await import('@srkit/backend-webgpu');
  const { deviceName } = await startWebGpu();
  // Small tensors would be computed on the CPU behind our back.
  env().set('WEBGPU_CPU_FORWARD', false);
  // A step in two submissions and a half: tfjs makes one for every 15 dispatches.
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 64);
  return deviceName;
};
