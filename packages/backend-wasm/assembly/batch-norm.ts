// Normalisation of channels with statistics that are given.

import { loadLanes, storeLanes } from './shared/lanes';
import { madd } from './shared/madd';

/** The host writes it. Counts in elements. */
@unmanaged
class BatchNormJob {
  x: usize;
  y: usize;
  count: i32;
  /** A multiple of `period`. */
  perChunk: i32;
  /** Length of the three vectors, which begin again after it: whole pixels, a multiple of 4. */
  period: i32;
  mean: usize;
  factor: usize;
  offset: usize;
}

/** y = (x - mean) * factor + offset, for each channel. */
export function batchNormChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<BatchNormJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.count);
  const mean = job.mean;
  const factor = job.factor;
  const offset = job.offset;
  for (let i = first; i < end; i += job.period) {
    const x = job.x + (<usize>i << 2);
    const y = job.y + (<usize>i << 2);
    const count = min(job.period, end - i);
    const whole = <usize>(count & ~3) << 2;
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const centred = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      v128.store(y + at, madd(centred, v128.load(factor + at), v128.load(offset + at)));
    }
    const lanes = count & 3;
    if (!lanes) continue;
    const centred = f32x4.sub(loadLanes(x + at, lanes), v128.load(mean + at));
    storeLanes(y + at, madd(centred, v128.load(factor + at), v128.load(offset + at)), lanes);
  }
}
