import { RELAXED_SIMD, SHARED_RELAXED_SIMD, SHARED_SIMD, SIMD } from './generated/kernels';
import type { ChunkKernel } from './threads/thread-pool';

/** The whole 32-bit address space; where a system does not reserve that much, less. */
const MAXIMUM_PAGES = [65536, 32768, 16384];
const INITIAL_PAGES = 64;

export interface WasmModule {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly maximumBytes: number;
  /** `relaxed SIMD` (fused multiply-add) or `SIMD`. */
  readonly build: 'relaxed SIMD' | 'SIMD';
  /** Kernels by index, and the index of each name. */
  readonly kernels: readonly ChunkKernel[];
  readonly indices: ReadonlyMap<string, number>;
}

const decode = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

const reserve = (shared: boolean): { memory: WebAssembly.Memory; maximum: number } | undefined => {
  for (const maximum of MAXIMUM_PAGES) {
    try {
      return { memory: new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared }), maximum };
    } catch {
      // Too much for this system's address space: try less.
    }
  }
  return undefined;
};

/** Compiles a module's kernels, which it exports as functions, for a memory. */
export const kernelsOf = async (bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory) => {
  const module = await WebAssembly.compile(bytes);
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const names = WebAssembly.Module.exports(module)
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => name);
  return { module, names, kernels: names.map((name) => exports[name] as ChunkKernel) };
};

/**
 * Compiles the best build this machine runs: relaxed SIMD, else SIMD; with shared memory where `shared` asks for it.
 * Undefined where WebAssembly or its SIMD is missing or forbidden.
 */
export const openModule = async (shared: boolean): Promise<WasmModule | undefined> => {
  if (typeof WebAssembly === 'undefined') return undefined;
  const builds = [
    { build: 'relaxed SIMD', load: shared ? SHARED_RELAXED_SIMD : RELAXED_SIMD },
    { build: 'SIMD', load: shared ? SHARED_SIMD : SIMD },
  ] as const;
  for (const { build, load } of builds) {
    const bytes = decode(await load());
    if (!WebAssembly.validate(bytes)) continue;
    const reserved = reserve(shared);
    if (!reserved) return undefined;
    const { memory, maximum } = reserved;
    try {
      const { module, kernels, names } = await kernelsOf(bytes, memory);
      return {
        module,
        memory,
        maximumBytes: maximum * 65536,
        build,
        kernels,
        indices: new Map(names.map((name, index) => [name, index])),
      };
    } catch {
      // Forbidden by a content security policy.
      return undefined;
    }
  }
  return undefined;
};
