import type { SrkitWasmBackend } from '../backend';
import { chunksOf } from '../chunks';

/** Addresses and sizes of a gather: `[batches, outer, dimension, slice]` to `[batches, outer, count, slice]`. */
export interface GatherRows {
  readonly from: number;
  readonly to: number;
  /** int32 `[batches, count]`, valid. */
  readonly indices: number;
  readonly batches: number;
  readonly outer: number;
  readonly dimension: number;
  readonly count: number;
  readonly slice: number;
}

export const gatherRows = (
  backend: SrkitWasmBackend,
  { from, to, indices, batches, outer, dimension, count, slice }: GatherRows,
): void => {
  const rows = batches * outer * count;
  if (rows * slice === 0) return;
  const chunks = chunksOf(rows, slice);
  backend.params.ints(from, to, indices, outer, dimension, count, slice, rows, chunks.perChunk);
  backend.run('gatherChunk', chunks.count);
};
