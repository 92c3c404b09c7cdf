import type { BackendName } from '../options/choices';

/** A tfjs backend that srkit can compute on. */
export interface Backend {
  /**
   * Whether computing keeps the calling thread busy. Such a backend runs in a worker, so that Ctrl-C and the
   * progress bar need not wait for a tile to end.
   */
  readonly blocking: boolean;
  /**
   * Makes it tfjs's current backend. The returned function must be called in the end: it frees what would keep the
   * process from ending.
   *
   * @throws DeviceError when it does not load.
   */
  load(): Promise<() => void>;
}

/** One entry for each backend; tfjs itself is loaded with the first of them. */
export const BACKENDS: Readonly<Record<BackendName, Backend>> = {
  webgpu: { blocking: false, load: async () => (await import('./load-webgpu')).loadWebgpu() },
  'tfjs-wasm': { blocking: true, load: async () => (await import('./load-tfjs-wasm')).loadTfjsWasm() },
  wasm: { blocking: true, load: async () => (await import('./load-wasm')).loadWasm() },
  cpu: { blocking: true, load: async () => (await import('./load-cpu')).loadCpu() },
};
