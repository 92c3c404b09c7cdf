import type { SrkitWasmBackend } from '../backend';
import type { WordType } from './words';

/** Elements, moved or set to zero, that one chunk is worth. */
const CHUNK = 65_536;
/** Every chunk looks at all indices; with so many chunks that costs no more than the sums. */
const MOST_CHUNKS = 16;
/** A chunk's columns: a cache line. */
const COLUMNS = 16;

/** Addresses and sizes of `to[indices[i]] += updates[i]`: `[count, slice]` into `[rows, slice]`, from zero. */
export interface ScatterAdd {
  readonly updates: number;
  /** int32 `[count]`; rows that do not exist are passed over. */
  readonly indices: number;
  readonly to: number;
  readonly count: number;
  readonly slice: number;
  readonly rows: number;
  readonly dtype: WordType;
}

export const scatterAdd = (
  backend: SrkitWasmBackend,
  { updates, indices, to, count, slice, rows, dtype }: ScatterAdd,
): void => {
  if (rows * slice === 0) return;
  const wanted = Math.min(MOST_CHUNKS, Math.ceil(((count + rows) * slice) / CHUNK));
  const wide = slice >= wanted * COLUMNS;
  const columns = wide ? Math.ceil(slice / wanted / COLUMNS) * COLUMNS : slice;
  const rowsPerChunk = wide ? rows : Math.ceil(rows / wanted);
  backend.params
    .ints(updates, indices, to, count, slice, rows, rowsPerChunk, columns)
    .ints(dtype === 'int32' ? 1 : 0);
  backend.run('scatterAddChunk', Math.ceil(slice / columns) * Math.ceil(rows / rowsPerChunk));
};
