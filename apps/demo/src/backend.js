import { startSrkitWasm } from '@srkit/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
/** WebAssembly on all cores; in a page that may not use it, plain JavaScript. */
const useCpu = async () => {
    try {
        const { threads } = await startSrkitWasm();
        return { details: threads === 1 ? '1 thread' : `${threads} threads`, warning: '' };
    }
    catch (error) {
        if (!(error instanceof Error))
            throw error;
        await setBackend('cpu');
        return { details: 'plain JavaScript', warning: error.message };
    }
};
/** Makes `name` tfjs's backend. @throws Error saying what the browser lacks. */
export const useBackend = async (name) => {
    if (name !== 'webgpu')
        return useCpu();
    if (!navigator.gpu)
        throw new Error('This browser has no WebGPU. Choose the CPU.');
    const { startWebGpu } = await import('@srkit/backend-webgpu');
    try {
        await startWebGpu();
    }
    catch (cause) {
        throw new Error('WebGPU could not be started here. Choose the CPU.', { cause });
    }
    return { details: '', warning: '' };
};
