import { byteKernels } from './wasm/byte-kernels';

/** Which pixel of a picture becomes which one of another. */
export interface PixelOrder {
  /** Sides of the result. */
  readonly width: number;
  readonly height: number;
  /** Where in the samples the first pixel of the result begins. */
  readonly origin: number;
  /** Samples from there to the next pixel of the result to the right, and below. May be negative. */
  readonly right: number;
  readonly below: number;
}

/** The pixels of RGB of 8 bits in another order: mirrored, turned, transposed. The order has to stay within the samples. */
export const reorderPixels = (data: Uint8Array, order: PixelOrder): Uint8Array => {
  const { width, height, origin, right, below } = order;
  const kernels = byteKernels();
  const length = 3 * width * height;
  const placed = kernels?.place([data.length, length]);
  if (kernels && placed) {
    const [input, output] = placed.at as [number, number];
    placed.bytes.set(data, input);
    kernels.reorder(input + origin, output, width, height, right, below);
    return placed.bytes.slice(output, output + length);
  }
  const out = new Uint8Array(length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = origin + y * below; x < width; x++, from += right, to += 3) {
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return out;
};
