// Adds rows to those that their numbers name. A chunk owns a rectangle of the target and looks at all updates, so that
// every element is summed in the order of the updates, whatever thread does it.

import { fillWords } from '../shared/copy-words';

/** The host writes it. */
@unmanaged
class ScatterJob {
  /** `[count, slice]`, float32 or int32. */
  updates: usize;
  /** int32 `[count]`, rows of the target; others than it has are passed over. */
  indices: usize;
  /** `[rows, slice]`. */
  to: usize;
  count: i32;
  slice: i32;
  rows: i32;
  rowsPerChunk: i32;
  columnsPerChunk: i32;
  /** 1: int32. */
  integers: i32;
}

/** One chunk: `rowsPerChunk` rows by `columnsPerChunk` columns. */
export function scatterAddChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ScatterJob>(params);
  const across = (job.slice + job.columnsPerChunk - 1) / job.columnsPerChunk;
  const down = chunk / across;
  const left = (chunk - down * across) * job.columnsPerChunk;
  const columns = min(job.columnsPerChunk, job.slice - left);
  const top = down * job.rowsPerChunk;
  const bottom = min(top + job.rowsPerChunk, job.rows);
  const bytes = <usize>job.slice << 2;
  const target = job.to + (<usize>left << 2);
  for (let row = top; row < bottom; row++) fillWords(target + <usize>row * bytes, 0, columns);
  let from = job.updates + (<usize>left << 2);
  const whole = <usize>(columns & ~3) << 2;
  const width = <usize>columns << 2;
  for (let i = 0; i < job.count; i++) {
    const row = load<i32>(job.indices + (<usize>i << 2));
    if (row >= top && row < bottom) {
      const to = target + <usize>row * bytes;
      if (job.integers) {
        for (let at: usize = 0; at < width; at += 4) {
          store<i32>(to + at, load<i32>(to + at) + load<i32>(from + at));
        }
      } else {
        let at: usize = 0;
        for (; at < whole; at += 16) {
          v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
        }
        for (; at < width; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
      }
    }
    from += bytes;
  }
}
