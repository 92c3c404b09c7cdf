import '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';
/** Makes the stock WebAssembly backend tfjs's backend. */
export const useWasm = async () => {
    if (!(await setBackend('wasm')))
        throw new Error('The wasm backend could not be started.');
    await ready();
};
