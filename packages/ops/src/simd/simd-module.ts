import { decodeBase64 } from './decode-base64';

/** A module's two builds, as base64. */
export interface SimdBuilds {
  readonly SIMD: string;
  readonly RELAXED_SIMD: string;
}

/** One WebAssembly page. */
const PAGE_BYTES = 65536;

/** Kernels in WebAssembly beside a scratch memory that only grows; callers copy in, call, and copy out. */
export class SimdModule<Exports> {
  readonly #memory: WebAssembly.Memory;

  private constructor(
    readonly exports: Exports,
    memory: WebAssembly.Memory,
  ) {
    this.#memory = memory;
  }

  /**
   * Starts the best build this machine runs: relaxed SIMD, plain SIMD, or none (undefined) where WebAssembly or its SIMD
   * is missing or forbidden. Synchronous: the modules are a few KiB. (Chrome before 115 compiles no more than 4 KiB at once on
   * a page's main thread.)
   */
  static open<Exports>({ RELAXED_SIMD, SIMD }: SimdBuilds): SimdModule<Exports> | undefined {
    if (typeof WebAssembly === 'undefined') return undefined;
    for (const build of [RELAXED_SIMD, SIMD]) {
      const bytes = decodeBase64(build);
      try {
        if (!WebAssembly.validate(bytes)) continue;
        const memory = new WebAssembly.Memory({ initial: 1 });
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
        return new SimdModule(exports as Exports, memory);
      } catch {
        // Forbidden by a content security policy, or too large for an old browser: the caller has another way.
        return undefined;
      }
    }
    return undefined;
  }

  /** The scratch memory as floats, at least `length` of them; valid until the next call. */
  floats(length: number): Float32Array {
    const missing = length * 4 - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    return new Float32Array(this.#memory.buffer);
  }
}
