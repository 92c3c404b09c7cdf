import { byteKernels } from '../wasm/byte-kernels';
import { unfilter } from './scanlines';

/** By WebAssembly, which adds the bytes of a pixel at once. */
const inKernel = (
  raw: Uint8Array,
  row: number,
  height: number,
  distance: number,
): Uint8Array | 'unknown filter' | undefined => {
  if (distance < 3) return undefined;
  const kernels = byteKernels();
  const placed = kernels?.place([raw.length, row * (height + 1)]);
  if (!kernels || !placed) return undefined;
  const [from, above] = placed.at as [number, number];
  placed.bytes.set(raw, from);
  placed.bytes.fill(0, above, above + row);
  const to = above + row;
  if (kernels.unfilter(from, to, row, height, distance) !== 0) return 'unknown filter';
  return placed.bytes.slice(to, to + row * height);
};

/**
 * Undoes the filters of a picture of 8 bits that is not interlaced.
 *
 * @param raw `height` rows of a filter's number and `row` bytes.
 * @param distance Bytes per pixel, 1 to 4.
 * @returns undefined where a row's filter is none of the five.
 */
export const unfilterPicture = (
  raw: Uint8Array,
  row: number,
  height: number,
  distance: number,
): Uint8Array | undefined => {
  const quick = inKernel(raw, row, height, distance);
  if (quick !== undefined) return quick === 'unknown filter' ? undefined : quick;
  const data = new Uint8Array(height * row);
  let above = new Uint8Array(row);
  for (let y = 0, from = 0, to = 0; y < height; y++, from += row + 1, to += row) {
    if (raw[from]! > 4) return undefined;
    const line = data.subarray(to, to + row);
    line.set(raw.subarray(from + 1, from + 1 + row));
    unfilter(raw[from]!, line, above, distance);
    above = line;
  }
  return data;
};
