// What a core can do at most, and the backend's matrix product alone, both without anything around them.

import { gemmRows } from '../../../packages/backend-wasm/assembly/shared/gemm-rows';
import { madd } from '../../../packages/backend-wasm/assembly/shared/madd';

/** Bytes of the factors: they stay in the first-level cache. */
const FACTORS: usize = 4096;

/**
 * `count` times 64 times ten independent multiply-adds of four floats: enough to hide the latency of each. Their factors
 * change from one to the next, or a compiler would multiply only once; four loads make ten different products.
 */
export function multiplyAdd(count: i32, factors: usize): f32 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  let s4 = f32x4.splat(0);
  let s5 = f32x4.splat(0);
  let s6 = f32x4.splat(0);
  let s7 = f32x4.splat(0);
  let s8 = f32x4.splat(0);
  let s9 = f32x4.splat(0);
  for (let i = 0; i < count; i++) {
    for (let at: usize = 0; at < FACTORS; at += 64) {
      const a = v128.load(factors + at);
      const b = v128.load(factors + at, 16);
      const c = v128.load(factors + at, 32);
      const d = v128.load(factors + at, 48);
      s0 = madd(a, a, s0);
      s1 = madd(a, b, s1);
      s2 = madd(a, c, s2);
      s3 = madd(a, d, s3);
      s4 = madd(b, b, s4);
      s5 = madd(b, c, s5);
      s6 = madd(b, d, s6);
      s7 = madd(c, c, s7);
      s8 = madd(c, d, s8);
      s9 = madd(d, d, s9);
    }
  }
  const low = f32x4.add(f32x4.add(s0, s1), f32x4.add(f32x4.add(s2, s3), s4));
  const high = f32x4.add(f32x4.add(s5, s6), f32x4.add(f32x4.add(s7, s8), s9));
  return f32x4.extract_lane(f32x4.add(low, high), 0);
}

/** `count` times C[rows][panels * 8] = A[rows][k] B. */
export function product(count: i32, a: usize, rows: i32, b: usize, panels: i32, k: i32, c: usize): void {
  const aRow = <usize>k << 2;
  const cRow = <usize>panels << 5;
  for (let i = 0; i < count; i++) gemmRows(a, aRow, rows, 0, b, panels, k, c, cRow, 0);
}
