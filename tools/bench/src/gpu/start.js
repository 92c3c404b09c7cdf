// Gradients, and the cpu backend that results are held against.
import '@tensorflow/tfjs';
import { env, getKernel, getKernelsForBackend, registerKernel, unregisterKernel, } from '@tensorflow/tfjs-core';
const BACKEND = 'webgpu';
/** Opens Dawn on the system's graphics card and starts the WebGPU backend, with both sets of kernels at hand. */
export const start = async () => {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    Object.defineProperty(globalThis, 'navigator', {
        value: { ...globalThis.navigator, gpu: create([]) },
        configurable: true,
    });
    await import('@tensorflow/tfjs-backend-webgpu');
    const stock = new Map(getKernelsForBackend(BACKEND).map((kernel) => [kernel.kernelName, kernel]));
    const { startWebGpu } = await import('@srkit/backend-webgpu');
    const backend = await startWebGpu();
    const changed = getKernelsForBackend(BACKEND).filter((kernel) => stock.get(kernel.kernelName)?.kernelFunc !== kernel.kernelFunc);
    const put = (kernelName, config) => {
        if (getKernel(kernelName, BACKEND))
            unregisterKernel(kernelName, BACKEND);
        if (config)
            registerKernel(config);
    };
    // Small tensors would be computed on the CPU behind our back.
    env().set('WEBGPU_CPU_FORWARD', false);
    return {
        backend,
        use: (kernels) => {
            for (const ours of changed) {
                put(ours.kernelName, kernels === 'ours' ? ours : stock.get(ours.kernelName));
            }
        },
    };
};
