import {
  getKernelsForBackend,
  type KernelConfig,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** Seconds in each kernel of a backend, without those that it called. */
export type KernelTimes = Map<string, number>;

/**
 * Measures the kernels of a backend that compute before they return, as srkit-wasm's do, from now on.
 *
 * @returns What is added to while they run.
 */
export const watchKernels = (backendName: string): KernelTimes => {
  const times: KernelTimes = new Map();
  /** Seconds that the kernels called by each of the running ones have taken. */
  const running: number[] = [];
  for (const kernel of [...getKernelsForBackend(backendName)]) {
    const { kernelName, kernelFunc } = kernel;
    const watched: KernelConfig = {
      ...kernel,
      kernelFunc: (params) => {
        running.push(0);
        const start = performance.now();
        try {
          return kernelFunc(params);
        } finally {
          const took = (performance.now() - start) / 1000;
          const within = running.pop()!;
          times.set(kernelName, (times.get(kernelName) ?? 0) + took - within);
          if (running.length > 0) running[running.length - 1]! += took;
        }
      },
    };
    unregisterKernel(kernelName, backendName);
    registerKernel(watched);
  }
  return times;
};
