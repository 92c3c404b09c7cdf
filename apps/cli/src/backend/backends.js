import { DeviceError } from '@srkit/core';
/** Makes a registered backend tfjs's current one. */
const activate = async (name) => {
    const { enableProdMode, setBackend } = await import('@tensorflow/tfjs-core');
    // Without it the cpu backend greets every Node program with an advertisement for tfjs-node.
    enableProdMode();
    const started = await setBackend(name).catch((cause) => {
        throw new DeviceError('E_DEVICE_BACKEND', `The ${name} backend does not start: ${cause}`, { cause });
    });
    if (started)
        return;
    throw new DeviceError('E_DEVICE_BACKEND', `The ${name} backend does not start. srkit doctor shows which ones do; choose with --backend.`);
};
/** What `canReserve` means when it says no. */
export const NO_ADDRESSES = "WebAssembly gets no address space, which 'ulimit -v' limits here; 'ulimit -v unlimited' makes this many times as fast";
/** Whether memory can be reserved as backends do: engines take 10 GB of addresses for it, if not of memory. */
export const canReserve = (engine = WebAssembly) => {
    try {
        return new engine.Memory({ initial: 1, maximum: 2 ** 16 }) instanceof engine.Memory;
    }
    catch {
        return false;
    }
};
const nothingToFree = () => undefined;
/** One entry for each backend; tfjs itself is loaded with the first of them. */
export const BACKENDS = {
    /** WebGPU through Dawn. Freeing it is a must: the process cannot end while Dawn is reachable. */
    webgpu: {
        blocking: false,
        async load() {
            const { installGpu } = await import('./webgpu');
            const uninstall = await installGpu();
            try {
                // Only now: the module reads navigator.gpu when it is loaded.
                const { startWebGpu } = await import('@srkit/backend-webgpu');
                const { enableProdMode } = await import('@tensorflow/tfjs-core');
                // Without it tfjs prints why a backend does not start, and so does srkit.
                enableProdMode();
                await startWebGpu();
            }
            catch (error) {
                uninstall();
                throw error;
            }
            const { removeBackend } = await import('@tensorflow/tfjs-core');
            return () => {
                removeBackend('webgpu');
                uninstall();
            };
        },
    },
    /** tfjs's WebAssembly backend: one thread (tfjs 4.22 does not start more in Node), and a build without SIMD. */
    'tfjs-wasm': {
        blocking: true,
        async load() {
            await import('@tensorflow/tfjs-backend-wasm');
            await activate('wasm');
            return nothingToFree;
        },
    },
    /** `@srkit/backend-wasm`: SIMD on all cores. Its threads do not keep the process from ending. */
    wasm: {
        blocking: true,
        async load() {
            const { enableProdMode } = await import('@tensorflow/tfjs-core');
            // Without it tfjs prints why a backend does not start, and so does srkit.
            enableProdMode();
            if (!canReserve())
                throw new DeviceError('E_DEVICE_ADDRESSES', `The wasm backend does not start: ${NO_ADDRESSES}.`);
            const { startSrkitWasm } = await import('@srkit/backend-wasm');
            await startSrkitWasm();
            return nothingToFree;
        },
    },
    /** Plain JavaScript: slow, but it runs wherever Node does. The reference of `srkit doctor`. */
    cpu: {
        blocking: true,
        async load() {
            await import('@tensorflow/tfjs-backend-cpu');
            await activate('cpu');
            return nothingToFree;
        },
    },
};
