// What the pieces of reduce.ts left becomes the result, in an order that no thread changes.

import { Maximum, Minimum, Product, Sum } from './reducers';

/** The host writes it. Counts in elements. */
@unmanaged
class CombineJob {
  /** float64 `[parts][batch][fold][columns]`. */
  partials: usize;
  parts: i32;
  /** Rows that were reduced side by side, as one long row. */
  fold: i32;
  columns: i32;
  /** batch * columns. */
  outputs: i32;
  perChunk: i32;
  y: usize;
  divisor: i32;
  /** `[batch][batchStride]`: the last `restCount` rows of each item, from `restStart` on, filled no long row. */
  x: usize;
  batchStride: i32;
  restStart: i32;
  restCount: i32;
}

@inline
function combine<Reducer>(params: usize, chunk: i32): void {
  const job = changetype<CombineJob>(params);
  const reducer = changetype<Reducer>(0);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.outputs);
  const partStep = (<usize>job.outputs * <usize>job.fold) << 3;
  const columnStep = <usize>job.columns << 3;
  for (let output = first; output < end; output++) {
    const item = output / job.columns;
    const column = output - item * job.columns;
    let part = job.partials + ((<usize>item * <usize>job.fold * <usize>job.columns + <usize>column) << 3);
    let result = reducer.identity();
    for (let p = 0; p < job.parts; p++) {
      let at = part;
      for (let f = 0; f < job.fold; f++) {
        result = reducer.one(result, load<f64>(at));
        at += columnStep;
      }
      part += partStep;
    }
    let rest =
      job.x + ((<usize>item * <usize>job.batchStride + <usize>job.restStart + <usize>column) << 2);
    for (let r = 0; r < job.restCount; r++) {
      result = reducer.one(result, <f64>load<f32>(rest));
      rest += <usize>job.columns << 2;
    }
    store<f32>(job.y + (<usize>output << 2), <f32>(result / <f64>job.divisor));
  }
}

export function combineSumChunk(params: usize, chunk: i32, thread: i32): void {
  combine<Sum>(params, chunk);
}

export function combineProductChunk(params: usize, chunk: i32, thread: i32): void {
  combine<Product>(params, chunk);
}

export function combineMaximumChunk(params: usize, chunk: i32, thread: i32): void {
  combine<Maximum>(params, chunk);
}

export function combineMinimumChunk(params: usize, chunk: i32, thread: i32): void {
  combine<Minimum>(params, chunk);
}
