// Resampling of interleaved RGB by sparse tables (see src/resample/resample-table.ts), in SIMD. Outputs of an axis are
// weighted sums of neighbouring inputs: output d begins at input first[d] and has the weights offset[d]..offset[d + 1].

import { madd } from './shared/madd';

/**
 * Resamples one row of pixels of three floats. A pixel is read and written as four: the fourth output is overwritten by
 * the next pixel, and the caller leaves room behind the rows.
 */
export function resampleRow(
  x: usize,
  outSize: i32,
  first: usize,
  offset: usize,
  weights: usize,
  out: usize,
): void {
  let target = out;
  let weight = weights;
  for (let d: usize = 0; d < <usize>outSize; d++) {
    const end = weights + (<usize>load<i32>(offset + ((d + 1) << 2)) << 2);
    let source = x + <usize>load<i32>(first + (d << 2)) * 12;
    let sum = f32x4.splat(0);
    while (weight < end) {
      sum = madd(v128.load(source), v128.load32_splat(weight), sum);
      source += 12;
      weight += 4;
    }
    v128.store(target, sum);
    target += 12;
  }
}

/** Adds up `count` rows of `stride` floats, a multiple of sixteen, with their weights. */
export function blendRows(x: usize, stride: i32, count: i32, weights: usize, out: usize): void {
  const rowBytes = <usize>stride << 2;
  const end = weights + (<usize>count << 2);
  for (let column: usize = 0; column < rowBytes; column += 64) {
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let a2 = f32x4.splat(0);
    let a3 = f32x4.splat(0);
    let source = x + column;
    for (let weight = weights; weight < end; weight += 4) {
      const w = v128.load32_splat(weight);
      a0 = madd(v128.load(source), w, a0);
      a1 = madd(v128.load(source, 16), w, a1);
      a2 = madd(v128.load(source, 32), w, a2);
      a3 = madd(v128.load(source, 48), w, a3);
      source += rowBytes;
    }
    v128.store(out + column, a0);
    v128.store(out + column, a1, 16);
    v128.store(out + column, a2, 32);
    v128.store(out + column, a3, 48);
  }
}
