import '@tensorflow/tfjs';
import { env } from '@tensorflow/tfjs-core';

const start = async (): Promise<void> => {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', {
    value: { ...globalThis.navigator, gpu: create([]) },
    configurable: true,
  });
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('there is no adapter, not even one in software');
  // It looks for `navigator.gpu` when it is imported.
  const { startWebGpu: startBackend } = await import('@srkit/backend-webgpu');
  // Small tensors would be computed by the cpu backend, and nothing would be tested.
  env().set('WEBGPU_CPU_FORWARD', false);
  await startBackend();
};

/** Starts tfjs's WebGPU backend in Node, on the adapter of `scripts/software-adapter.mjs`. Where it cannot, says so, says why, and returns false. */
export const startWebGpu = async (): Promise<boolean> => {
  try {
    await start();
    return true;
  } catch (error) {
    console.warn(
      `SKIPPED: the tests on WebGPU, because ${error instanceof Error ? error.message : error}. A software adapter comes with Chromium: bash scripts/install-chromium.sh`,
    );
    return false;
  }
};
