import type { PillowFilter } from '@srkit/core';
import { byteKernels } from '../wasm/byte-kernels';
import { pillowAxis } from './pillow-axis';

interface Sides {
  readonly width: number;
  readonly height: number;
}

/**
 * Pillow's resize of RGB in WebAssembly, to the bit: sums of integers of 32 bits, which have no order.
 *
 * @returns undefined where the kernels cannot be had, or the picture is larger than they keep memory for.
 */
export const resizeRgb = (
  data: Uint8Array,
  from: Sides,
  to: Sides,
  filter: PillowFilter,
): Uint8Array | undefined => {
  const kernels = byteKernels();
  if (!kernels) return undefined;
  const columns = from.width === to.width ? undefined : pillowAxis(filter, from.width, to.width).table;
  const rows = from.height === to.height ? undefined : pillowAxis(filter, from.height, to.height).table;
  const row = 3 * to.width;
  const between = columns ? from.height * row : 0;
  const after = rows ? to.height * row : 0;
  const placed = kernels.place([data.length, between, after, columns?.length ?? 0, rows?.length ?? 0]);
  if (!placed) return undefined;
  const { bytes, at } = placed;
  const [input, middle, output, columnTable, rowTable] = at as [number, number, number, number, number];
  bytes.set(data, input);
  let found = input;
  if (columns) {
    bytes.set(columns, columnTable);
    kernels.pillowColumns(input, middle, from.height, from.width, to.width, columnTable);
    found = middle;
  }
  if (rows) {
    bytes.set(rows, rowTable);
    kernels.pillowRows(found, output, row, from.height, to.height, rowTable);
    found = output;
  }
  return bytes.slice(found, found + to.height * row);
};
