import type { BackendName } from '../options/choices';

/** A function that puts one vector together: the smallest module that only engines with SIMD accept. */
const SIMD_MODULE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  // One type: no parameters, a v128.
  ...[1, 5, 1, 0x60, 0, 1, 0x7b],
  ...[3, 2, 1, 0],
  // i32.const 0, i8x16.splat
  ...[10, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b],
);

/** What computes on the CPU here, and why it is not the fastest one. */
export interface CpuBackend {
  readonly name: BackendName;
  readonly why?: string;
}

/** The fastest backend that this machine's WebAssembly can run. */
export const cpuBackend = (engine: typeof WebAssembly | undefined = globalThis.WebAssembly): CpuBackend => {
  if (engine?.validate(SIMD_MODULE)) return { name: 'wasm' };
  return engine
    ? { name: 'tfjs-wasm', why: 'this processor has no SIMD that WebAssembly could use' }
    : { name: 'cpu', why: 'WebAssembly is switched off' };
};
