// Softmax over the last axis.

import { exp } from '../elementwise/exponential';
import { loadLanes, storeLanes } from '../shared/lanes';
import { highPair, lowPair } from './doubles';

/** The host writes it. Counts in elements. */
@unmanaged
class SoftmaxJob {
  x: usize;
  y: usize;
  rows: i32;
  columns: i32;
  rowsPerChunk: i32;
}

/** The largest of `count` neighbours. It may miss NaN, which then makes the sum NaN. */
@inline
function largest(from: usize, count: i32): f32 {
  let four = f32x4.splat(-Infinity);
  const whole = from + (<usize>(count & ~3) << 2);
  const end = from + (<usize>count << 2);
  for (; from < whole; from += 16) four = f32x4.pmax(four, v128.load(from));
  four = f32x4.max(four, v128.shuffle<f32>(four, four, 2, 3, 0, 1));
  let result = max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1));
  for (; from < end; from += 4) result = max(result, load<f32>(from));
  return result;
}

export function softmaxChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<SoftmaxJob>(params);
  const first = chunk * job.rowsPerChunk;
  const end = min(first + job.rowsPerChunk, job.rows);
  for (let row = first; row < end; row++) {
    const start = (<usize>row * <usize>job.columns) << 2;
    const x = job.x + start;
    const y = job.y + start;
    const top = f32x4.splat(largest(x, job.columns));
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let c = 0;
    for (; c + 4 <= job.columns; c += 4) {
      const at = <usize>c << 2;
      const e = exp(f32x4.sub(v128.load(x + at), top));
      v128.store(y + at, e);
      low = f64x2.add(low, lowPair(e));
      high = f64x2.add(high, highPair(e));
    }
    low = f64x2.add(low, high);
    let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
    const lanes = job.columns - c;
    const rest = <usize>c << 2;
    if (lanes) {
      storeLanes(y + rest, exp(f32x4.sub(loadLanes(x + rest, lanes), top)), lanes);
      for (let lane: usize = 0; lane < <usize>lanes; lane++) sum += <f64>load<f32>(y + rest + (lane << 2));
    }
    const scale = f32x4.splat(<f32>(1 / sum));
    const end = y + rest;
    for (let at = y; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), scale));
    if (lanes) storeLanes(end, f32x4.mul(loadLanes(end, lanes), scale), lanes);
  }
}
