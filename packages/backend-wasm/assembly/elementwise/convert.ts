// Changes of a tensor's type.

import { loadLanes, storeLanes } from '../shared/lanes';
import { flagsOf, storeFlags } from './flags';

/** One tensor in, one out; the host writes it. Counts in elements. */
@unmanaged
class ConvertJob {
  x: usize;
  y: usize;
  count: i32;
  /** A multiple of 16. */
  perChunk: i32;
}

/** int32 to float32. */
export function intToFloatChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ConvertJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.count);
  for (let i = first; i < end; i += 4) {
    const at = <usize>i << 2;
    const lanes = end - i;
    storeLanes(job.y + at, f32x4.convert_i32x4_s(loadLanes(job.x + at, lanes)), lanes);
  }
}

/** The low 32 bits of the integer part, as JavaScript's `| 0`; 0 for what is not finite. */
@inline
function wrapped(x: f32): i32 {
  // From 2^62 on, a float32's low 32 bits are 0.
  return abs(x) < 4611686018427387904 ? <i32>(<i64>x) : 0;
}

/** float32 to int32. */
export function floatToIntChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ConvertJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.count);
  for (let i = first; i < end; i += 4) {
    const at = <usize>i << 2;
    const lanes = min(4, end - i);
    const x = loadLanes(job.x + at, lanes);
    if (v128.any_true(f32x4.ge(f32x4.abs(x), f32x4.splat(2147483648)))) {
      for (let lane: usize = 0; lane < <usize>lanes; lane++) {
        store<i32>(job.y + at + (lane << 2), wrapped(load<f32>(job.x + at + (lane << 2))));
      }
    } else storeLanes(job.y + at, i32x4.trunc_sat_f32x4_s(x), lanes);
  }
}

/** bool to int32. */
export function boolToIntChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ConvertJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.count);
  for (let i = first; i < end; i += 4) {
    // Tensors end on whole cache lines.
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(job.x + i)));
    storeLanes(job.y + (<usize>i << 2), wide, end - i);
  }
}

/** bool to float32. */
export function boolToFloatChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ConvertJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.count);
  for (let i = first; i < end; i += 4) {
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(job.x + i)));
    storeLanes(job.y + (<usize>i << 2), f32x4.convert_i32x4_s(wide), end - i);
  }
}

@unmanaged
class FloatIsNotZero {
  @inline
  apply(x: v128): v128 {
    return f32x4.ne(x, f32x4.splat(0));
  }
}

@unmanaged
class IntIsNotZero {
  @inline
  apply(x: v128): v128 {
    return i32x4.ne(x, i32x4.splat(0));
  }
}

@unmanaged
class IsNaN {
  @inline
  apply(x: v128): v128 {
    return f32x4.ne(x, x);
  }
}

/** A property of each number as a byte. */
@inline
function test<Property>(params: usize, chunk: i32): void {
  const job = changetype<ConvertJob>(params);
  const property = changetype<Property>(0);
  const first = chunk * job.perChunk;
  const count = min(job.perChunk, job.count - first);
  let x = job.x + (<usize>first << 2);
  let y = job.y + first;
  const whole = y + (count & ~15);
  const end = y + count;
  while (y < whole) {
    v128.store(
      y,
      flagsOf(
        property.apply(v128.load(x)),
        property.apply(v128.load(x, 16)),
        property.apply(v128.load(x, 32)),
        property.apply(v128.load(x, 48)),
      ),
    );
    x += 64;
    y += 16;
  }
  while (y < end) {
    const lanes = min(4, <i32>(end - y));
    storeFlags(y, property.apply(loadLanes(x, lanes)), lanes);
    x += 16;
    y += 4;
  }
}

export function floatToBoolChunk(params: usize, chunk: i32, thread: i32): void {
  test<FloatIsNotZero>(params, chunk);
}

export function intToBoolChunk(params: usize, chunk: i32, thread: i32): void {
  test<IntIsNotZero>(params, chunk);
}

export function isNaNChunk(params: usize, chunk: i32, thread: i32): void {
  test<IsNaN>(params, chunk);
}
