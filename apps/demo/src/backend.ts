import { startSrkitWasm } from '@srkit/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';

/** What computes, for people. */
export interface BackendUse {
  /** `3 threads`; empty where that does not matter. */
  readonly details: string;
  /** Why it is not the one that was chosen. */
  readonly warning: string;
}

/** WebAssembly on all cores; in a page that may not use it, plain JavaScript. */
const useCpu = async (): Promise<BackendUse> => {
  try {
    const { threads } = await startSrkitWasm();
    return { details: threads === 1 ? '1 thread' : `${threads} threads`, warning: '' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    await setBackend('cpu');
    return { details: 'plain JavaScript', warning: error.message };
  }
};

/** Makes `name` tfjs's backend. @throws Error saying what the browser lacks. */
export const useBackend = async (name: string): Promise<BackendUse> => {
  if (name !== 'webgpu') return useCpu();
  if (!navigator.gpu) throw new Error('This browser has no WebGPU. Choose the CPU.');
  const { startWebGpu } = await import('@srkit/backend-webgpu');
  try {
    await startWebGpu();
  } catch (cause) {
    throw new Error('WebGPU could not be started here. Choose the CPU.', { cause });
  }
  return { details: '', warning: '' };
};
