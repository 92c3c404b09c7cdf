import { activate } from './activate';

/** tfjs's WebAssembly backend: one thread (tfjs 4.22 does not start more in Node), and a build without SIMD. */
export const loadTfjsWasm = async (): Promise<() => void> => {
  await import('@tensorflow/tfjs-backend-wasm');
  await activate('wasm');
  return () => undefined;
};
