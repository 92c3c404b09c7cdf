import { DeviceError } from '@srkit/core';
import { isReferenceForm } from '@srkit/core/contracts';
import { backend as currentBackend, findBackendFactory, getKernel, getKernelsForBackend, registerBackend, registerKernel, setBackend, unregisterKernel, } from '@tensorflow/tfjs-core';
import { SrkitWasmBackend } from './backend';
import { KERNELS } from './kernels/all';
import { BACKEND_NAME } from './kernels/kernel';
/** Above the cpu backend (1), below those that may have a graphics card: WebGL (2) and WebGPU (3). */
const PRIORITY = 1.5;
/** Why the backend did not start the last time; tfjs keeps it to itself. */
let failure;
/**
 * Registers what is not there yet, since this package may be loaded twice, as ESM and as CommonJS, and what is there
 * only as the reference form of an op.
 */
const register = (config) => {
    const there = getKernel(config.kernelName, BACKEND_NAME);
    if (there && !isReferenceForm(there))
        return;
    if (there)
        unregisterKernel(config.kernelName, BACKEND_NAME);
    registerKernel(config);
};
/** Makes `srkit-wasm` known to tfjs: kernels of ours first, those of the cpu backend for everything else. */
export const registerSrkitWasm = (platform) => {
    for (const kernel of KERNELS)
        register(kernel);
    for (const kernel of getKernelsForBackend('cpu'))
        register({ ...kernel, backendName: BACKEND_NAME });
    if (findBackendFactory(BACKEND_NAME))
        return;
    const create = () => SrkitWasmBackend.create(platform).catch((error) => {
        failure = error;
        throw error;
    });
    registerBackend(BACKEND_NAME, create, PRIORITY);
};
/**
 * Makes `srkit-wasm` tfjs's current backend and returns it. The same as `tf.setBackend('srkit-wasm')`, which answers
 * false where this throws.
 *
 * @throws DeviceError `E_DEVICE_SIMD` where WebAssembly SIMD is missing or forbidden.
 * @throws ConfigError `E_CONFIG_THREADS` for a bad `SRKIT_THREADS`.
 */
export const startSrkitWasm = async () => {
    if (await setBackend(BACKEND_NAME))
        return currentBackend();
    throw failure ?? new DeviceError('E_DEVICE_BACKEND', 'The srkit-wasm backend does not start.');
};
