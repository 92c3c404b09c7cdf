import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import { chunksOf } from '../chunks';
import type { AxisTable } from './axis-table';

/** Applies a map to the height and one to the width of `[n, h, w, c]` float32 pictures. */
export const resample = (
  backend: SrkitWasmBackend,
  x: TensorInfo,
  rows: AxisTable,
  columns: AxisTable,
): TensorInfo => {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const shape = [n, rows.outSize, columns.outSize, c];
  const from = backend.address(x);
  const y = backend.output(shape);
  const lines = n * rows.outSize;
  if (lines * columns.outSize * c === 0) return y.info;
  const tables = [rows, columns].flatMap(({ first, offset, weights }) => [first, offset, weights]);
  const tableBytes = tables.reduce((sum, { length }) => sum + 4 * length, 0);
  // A line and a vector behind it, on cache lines of its own.
  const scratchStride = Math.ceil((4 * w * c + 16) / 64) * 64 + 64;
  const tapsPerLine = rows.weights.length / rows.outSize;
  const work = tapsPerLine * w * c + columns.weights.length * c;
  const { perChunk, count } = chunksOf(lines, work);
  return backend.withScratch(tableBytes + backend.threads * scratchStride + 64, (scratch) => {
    let next = scratch + backend.threads * scratchStride;
    const addresses = tables.map((table) => {
      const address = next;
      if (table instanceof Float32Array) backend.floatsAt(address, table.length).set(table);
      else backend.intsAt(address, table.length).set(table);
      next += 4 * table.length;
      return address;
    });
    backend.params
      .ints(from, y.address, h, w, rows.outSize, columns.outSize, c, ...addresses)
      .ints(lines, perChunk, scratch, scratchStride);
    backend.run('resampleChunk', count);
    return y.info;
  });
};
