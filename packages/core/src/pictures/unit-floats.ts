import { SIMD } from '../generated/floats';

/** Bytes at a time: they and their floats stay in a core's cache, and fill whole vectors. */
const CHUNK = 2 ** 14;

interface Kernel {
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
  /** Divides the first `count` of `bytes` by 255 into `floats`. */
  divide(count: number): void;
}

const makeKernel = (): Kernel => {
  const memory = new WebAssembly.Memory({ initial: 2 });
  const module = new WebAssembly.Module(Uint8Array.from(atob(SIMD), (c) => c.charCodeAt(0)));
  const { divide } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as {
    divide(x: number, y: number, count: number): void;
  };
  return {
    bytes: new Uint8Array(memory.buffer, 0, CHUNK),
    floats: new Float32Array(memory.buffer, CHUNK, CHUNK),
    divide: (count) => divide(0, CHUNK, count),
  };
};

/** Of this thread; null where WebAssembly or its SIMD is missing or forbidden. */
let kernel: Kernel | null | undefined;

const theKernel = (): Kernel | null => {
  if (kernel === undefined) {
    try {
      kernel = makeKernel();
    } catch {
      kernel = null;
    }
  }
  return kernel;
};

/**
 * Samples of 8 bits as floats in 0..1: `byte / 255`, rounded to float32.
 *
 * @param out gets `data.length` values, from `at` on.
 */
export const unitFloats = (data: Uint8Array, out: Float32Array, at = 0): void => {
  const { length } = data;
  const quick = theKernel();
  if (!quick) {
    for (let i = 0; i < length; i++) out[at + i] = data[i]! / 255;
    return;
  }
  const { bytes, floats, divide } = quick;
  for (let done = 0; done < length; done += CHUNK) {
    const count = Math.min(CHUNK, length - done);
    bytes.set(data.subarray(done, done + count));
    divide(count);
    out.set(count === CHUNK ? floats : floats.subarray(0, count), at + done);
  }
};
