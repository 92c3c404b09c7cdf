import { SIMD } from '../generated/bytes';

/** Larger pictures are left to JavaScript: this memory is kept for the next one. */
const MOST_BYTES = 2 ** 24;
const PAGE_BYTES = 65_536;
/** Kernels read and write whole vectors. */
const SLACK_BYTES = 16;

interface Kernels {
  unfilter(raw: number, out: number, row: number, height: number, distance: number): number;
  reorder(x: number, y: number, width: number, height: number, right: number, below: number): void;
  pillowColumns(x: number, y: number, rows: number, width: number, outWidth: number, table: number): void;
  pillowRows(x: number, y: number, row: number, height: number, outHeight: number, table: number): void;
}

/** Kernels on pictures of 8 bits in WebAssembly, and the memory that they work in. */
export class ByteKernels implements Kernels {
  readonly #memory: WebAssembly.Memory;
  readonly unfilter: Kernels['unfilter'];
  readonly reorder: Kernels['reorder'];
  readonly pillowColumns: Kernels['pillowColumns'];
  readonly pillowRows: Kernels['pillowRows'];

  constructor() {
    const code = Uint8Array.from(atob(SIMD), (c) => c.charCodeAt(0));
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_BYTES / PAGE_BYTES });
    const module = new WebAssembly.Module(code);
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    const kernels = exports as unknown as Kernels;
    this.unfilter = kernels.unfilter;
    this.reorder = kernels.reorder;
    this.pillowColumns = kernels.pillowColumns;
    this.pillowRows = kernels.pillowRows;
  }

  /**
   * Places for so many bytes each, until the next call.
   *
   * @returns the memory and where they begin; undefined for more than is kept.
   */
  place(
    sizes: readonly number[],
  ): { readonly bytes: Uint8Array<ArrayBuffer>; readonly at: number[] } | undefined {
    const at: number[] = [];
    let end = 0;
    for (const size of sizes) {
      at.push(end);
      end += Math.ceil((size + SLACK_BYTES) / SLACK_BYTES) * SLACK_BYTES;
    }
    if (end > MOST_BYTES) return undefined;
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    return { bytes: new Uint8Array(this.#memory.buffer), at };
  }
}

let kernels: ByteKernels | null | undefined;

/** The kernels of this thread; undefined where WebAssembly or its SIMD is missing or forbidden. */
export const byteKernels = (): ByteKernels | undefined => {
  if (kernels === undefined) {
    try {
      kernels = new ByteKernels();
    } catch {
      kernels = null;
    }
  }
  return kernels ?? undefined;
};
