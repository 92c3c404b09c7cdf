import { join } from 'node:path';
import { loadModel } from '@srkit/models';
import { env, getBackend, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { useWasm } from '../shared/use-wasm';
import { readNhwc } from './read-picture';
/** The network's plain forward pass over the whole picture on tfjs's own WebAssembly backend. */
export const createContender = async (job) => {
    await useWasm();
    const { network } = await loadModel(join(job.folder, 'model.safetensors'));
    const input = readNhwc(job);
    const forward = async () => {
        const output = tidy(() => network.forward(tensor4d(input, [1, job.height, job.width, 3])));
        const data = (await output.data());
        output.dispose();
        return data;
    };
    const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
    const threads = await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
    return {
        run: forward,
        verify: async () => ({ layout: 'nhwc', data: await forward() }),
        about: () => `${getBackend()}, ${simd ? 'SIMD' : 'no SIMD'}, ${threads ? 'threads' : 'one thread'}`,
    };
};
