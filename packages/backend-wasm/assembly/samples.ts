// Floats to integer samples, as a picture's file holds them.

import { loadLanes } from './shared/lanes';

/** The host writes it. Counts in elements. */
@unmanaged
class SamplesJob {
  x: usize;
  /** Samples close together, room for a multiple of 16. */
  y: usize;
  count: i32;
  /** A multiple of 16. */
  perChunk: i32;
  /** 1 or 2. */
  bytesPerSample: i32;
  /** 255 or 65535. */
  maximum: f32;
  /** Becomes 1 when there is a NaN. */
  hasNaN: usize;
}

/** Clamped, scaled, and rounded, halves to the even number. */
@inline
function quantise(x: v128, maximum: v128): v128 {
  const zero = f32x4.splat(0);
  const unit = f32x4.pmin(f32x4.pmax(zero, x), f32x4.splat(1));
  return i32x4.trunc_sat_f32x4_u(f32x4.nearest(f32x4.mul(unit, maximum)));
}

/** y = round(maximum * min(max(x, 0), 1)); NaN becomes 0. */
export function samplesChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<SamplesJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.count);
  const maximum = f32x4.splat(job.maximum);
  let unordered = f32x4.splat(0);
  for (let i = first; i < end; i += 16) {
    const x = job.x + (<usize>i << 2);
    const left = end - i;
    const a = loadLanes(x, left);
    const b = left > 4 ? loadLanes(x + 16, left - 4) : f32x4.splat(0);
    const c = left > 8 ? loadLanes(x + 32, left - 8) : f32x4.splat(0);
    const d = left > 12 ? loadLanes(x + 48, left - 12) : f32x4.splat(0);
    unordered = v128.or(unordered, v128.or(f32x4.ne(a, a), f32x4.ne(b, b)));
    unordered = v128.or(unordered, v128.or(f32x4.ne(c, c), f32x4.ne(d, d)));
    const low = i16x8.narrow_i32x4_u(quantise(a, maximum), quantise(b, maximum));
    const high = i16x8.narrow_i32x4_u(quantise(c, maximum), quantise(d, maximum));
    if (job.bytesPerSample == 1) {
      v128.store(job.y + i, i8x16.narrow_i16x8_u(low, high));
      continue;
    }
    const y = job.y + (<usize>i << 1);
    v128.store(y, low);
    v128.store(y, high, 16);
  }
  if (v128.any_true(unordered)) store<i32>(job.hasNaN, 1);
}
