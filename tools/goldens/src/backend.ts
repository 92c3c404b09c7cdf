import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';

export const BACKENDS = ['srkit-wasm', 'wasm', 'cpu', 'webgpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** `navigator.gpu` is read when the WebGPU backend is imported, so it has to be there before. */
const provideGpu = async (): Promise<void> => {
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
 * @param exact convolutions and products of srkit-wasm are summed by their definition, in double precision, where users get
 *   them by Winograd and in single precision: a diagnostic that tells rounding from other errors.
 */
export const useBackend = async (name: BackendName, exact: boolean): Promise<void> => {
  if (name === 'webgpu') await provideGpu();
  if (!(await setBackend(name))) throw new Error(`backend '${name}' could not be started`);
  await ready();
  env().set('SRKIT_WASM_EXACT', exact);
};
