// Gathers rows by their numbers.

import { copyWords } from '../shared/copy-words';

/** The host writes it, and has checked the indices. */
@unmanaged
class GatherJob {
  /** `[batches, outer, dimension, slice]` elements of 4 bytes. */
  from: usize;
  /** `[batches, outer, count, slice]`. */
  to: usize;
  /** int32 `[batches, count]`, numbers along `dimension`. */
  indices: usize;
  outer: i32;
  dimension: i32;
  count: i32;
  slice: i32;
  /** Of the target: batches * outer * count. */
  rows: i32;
  rowsPerChunk: i32;
}

/** One chunk: `rowsPerChunk` rows. */
export function gatherChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<GatherJob>(params);
  const slice = job.slice;
  const bytes = <usize>slice << 2;
  const first = chunk * job.rowsPerChunk;
  const last = min(first + job.rowsPerChunk, job.rows);
  let to = job.to + <usize>first * bytes;
  let row = first;
  while (row < last) {
    const block = row / job.count;
    const start = row - block * job.count;
    const end = min(job.count, start + last - row);
    const indices = job.indices + (<usize>(block / job.outer * job.count) << 2);
    const from = job.from + <usize>block * <usize>job.dimension * bytes;
    for (let i = start; i < end; i++) {
      const index = load<i32>(indices + (<usize>i << 2));
      if (slice == 1) store<i32>(to, load<i32>(from + (<usize>index << 2)));
      else copyWords(from + <usize>index * bytes, to, slice);
      to += bytes;
    }
    row += end - start;
  }
}
