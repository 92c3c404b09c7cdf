import { enableProdMode } from '@tensorflow/tfjs-core';

/** `@srkit/backend-wasm`: SIMD on all cores. Its threads do not keep the process from ending. */
export const loadWasm = async (): Promise<() => void> => {
  // Without it tfjs prints why a backend does not start, and so does srkit.
  enableProdMode();
  const { startSrkitWasm } = await import('@srkit/backend-wasm');
  await startSrkitWasm();
  return () => undefined;
};
