import '@tensorflow/tfjs';
import { env } from '@tensorflow/tfjs-core';
const openAdapter = async () => {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    Object.defineProperty(globalThis, 'navigator', {
        value: { ...globalThis.navigator, gpu: create([]) },
        configurable: true,
    });
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter)
        throw new Error('there is no adapter, not even one in software');
};
/** Starts the WebGPU backend in Node, on the adapter of `scripts/software-adapter.mjs`. Where there is none, says so, says why, and returns false. */
export const startWebGpu = async () => {
    try {
        await openAdapter();
    }
    catch (error) {
        console.warn(`SKIPPED: the tests on WebGPU, because ${error instanceof Error ? error.message : error}. A software adapter comes with Chromium: bash scripts/install-chromium.sh`);
        return false;
    }
    // It looks for `navigator.gpu` when it is imported. A failure from here on is one of ours.
    const { startWebGpu: startBackend } = await import('@srkit/backend-webgpu');
    await startBackend();
    // Small tensors would be computed by the cpu backend, and nothing would be tested.
    env().set('WEBGPU_CPU_FORWARD', false);
    return true;
};
