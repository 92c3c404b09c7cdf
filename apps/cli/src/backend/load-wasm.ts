import { activate } from './activate';

/** tfjs's WebAssembly backend: SIMD, and one thread (tfjs 4.22 does not start threads in Node). */
export const loadWasm = async (): Promise<() => void> => {
  await import('@tensorflow/tfjs-backend-wasm');
  await activate('wasm');
  return () => undefined;
};
