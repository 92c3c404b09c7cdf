import { engine, getKernelsForBackend, registerBackend, registerKernel } from '@tensorflow/tfjs-core';
import '../index';
import { SrkitWasmBackend } from '../backend';
import { BACKEND_NAME } from '../kernels/kernel';
import { NODE } from '../platform/node';
const noThread = () => ({
    ready: Promise.reject(new Error('this test wants none')),
    terminate: () => { },
});
const platform = (threads, startThread) => ({
    threadCount: () => threads,
    startThread,
    maySleep: true,
});
/** The backend as it runs with and without threads, in private and in shared memory. */
const PLATFORMS = {
    'srkit-wasm-private': platform(1, undefined),
    'srkit-wasm-shared': platform(2, noThread),
    'srkit-wasm-threads': platform(2, NODE.startThread),
};
export const TEST_BACKENDS = Object.keys(PLATFORMS);
/** Registers the test backends with every kernel of `srkit-wasm`. Once a test file is enough. */
export const registerTestBackends = () => {
    for (const [backendName, where] of Object.entries(PLATFORMS)) {
        for (const kernel of getKernelsForBackend(BACKEND_NAME))
            registerKernel({ ...kernel, backendName });
        registerBackend(backendName, () => SrkitWasmBackend.create(where), 0);
    }
};
/** Bytes that the current backend has handed out. */
export const usedBytes = () => engine().backend.memory().wasmUsedBytes;
