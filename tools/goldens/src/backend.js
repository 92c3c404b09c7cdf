import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
export const BACKENDS = ['srkit-wasm', 'wasm', 'cpu', 'webgpu'];
/** `navigator.gpu` is read when the WebGPU backend is imported, so it has to be there before. */
const provideGpu = async () => {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    Object.defineProperty(globalThis, 'navigator', {
        value: { ...globalThis.navigator, gpu: create([]) },
        configurable: true,
    });
    await import('@srkit/backend-webgpu');
    // Small tensors would be computed by the cpu backend behind our back, and nothing would be tested.
    env().set('WEBGPU_CPU_FORWARD', false);
};
/**
 * Makes `name` tfjs's backend, with gradients registered.
 *
 * @param exact convolutions of srkit-wasm sum their taps one by one, where users get them by Winograd: a diagnostic that
 *   tells the transform's rounding from other errors.
 */
export const useBackend = async (name, exact) => {
    if (name === 'webgpu')
        await provideGpu();
    if (!(await setBackend(name)))
        throw new Error(`backend '${name}' could not be started`);
    await ready();
    env().set('SRKIT_WASM_EXACT', exact);
};
