import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import wasmPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmThreaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { ready, setBackend } from '@tensorflow/tfjs-core';

/** Makes `name` tfjs's backend. @throws Error saying what the browser lacks. */
export const useBackend = async (name: string): Promise<void> => {
  if (name === 'webgpu') {
    if (!navigator.gpu) throw new Error('This browser has no WebGPU. Choose the CPU.');
    await import('@tensorflow/tfjs-backend-webgpu');
  } else {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': wasmPlain,
      'tfjs-backend-wasm-simd.wasm': wasmSimd,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmThreaded,
    });
  }
  if (!(await setBackend(name))) throw new Error(`The ${name} backend could not be started here.`);
  await ready();
};
