// Patch matching in SIMD: inner products of pixels, and the best reference patch of every input patch.
//
// Features are packed: a row of pixels is cut into groups (of 4 for the input, of 8 for the reference), and a group
// holds, channel by channel, the values of its pixels. 1. `pixelProducts` multiplies one input row with one reference
// row, 4 by 8 pixels at a time, every product over all channels in order: equal pixels give equal bits wherever they
// lie, so ties stay ties. 2. `bestPatches` sums the products of the rows under a patch along their diagonals and keeps
// the best candidate. Rows of products read up to 8 floats plus a patch past their end: the caller leaves room.

import { madd } from './shared/madd';

/**
 * out[x * stride + u] = <input pixel x, reference pixel u>, for `inputGroups` * 4 by `refGroups` * 8 pixels.
 * `stride` is in floats.
 */
export function pixelProducts(
  input: usize,
  inputGroups: i32,
  ref: usize,
  refGroups: i32,
  channels: i32,
  out: usize,
  stride: i32,
): void {
  const row = <usize>stride << 2;
  const refGroup = <usize>channels << 5;
  for (let g = 0; g < refGroups; g++) {
    const panel = ref + <usize>g * refGroup;
    const end = panel + refGroup;
    let a = input;
    let target = out + (<usize>g << 5);
    for (let i = 0; i < inputGroups; i++) {
      let c00 = f32x4.splat(0);
      let c01 = f32x4.splat(0);
      let c10 = f32x4.splat(0);
      let c11 = f32x4.splat(0);
      let c20 = f32x4.splat(0);
      let c21 = f32x4.splat(0);
      let c30 = f32x4.splat(0);
      let c31 = f32x4.splat(0);
      for (let b = panel; b < end; b += 32) {
        const b0 = v128.load(b);
        const b1 = v128.load(b, 16);
        const a0 = v128.load32_splat(a);
        c00 = madd(b0, a0, c00);
        c01 = madd(b1, a0, c01);
        const a1 = v128.load32_splat(a, 4);
        c10 = madd(b0, a1, c10);
        c11 = madd(b1, a1, c11);
        const a2 = v128.load32_splat(a, 8);
        c20 = madd(b0, a2, c20);
        c21 = madd(b1, a2, c21);
        const a3 = v128.load32_splat(a, 12);
        c30 = madd(b0, a3, c30);
        c31 = madd(b1, a3, c31);
        a += 16;
      }
      v128.store(target, c00);
      v128.store(target, c01, 16);
      target += row;
      v128.store(target, c10);
      v128.store(target, c11, 16);
      target += row;
      v128.store(target, c20);
      v128.store(target, c21, 16);
      target += row;
      v128.store(target, c30);
      v128.store(target, c31, 16);
      target += row;
    }
  }
}

/** Where candidate a beats candidate b: of equal scores the one in the lower column. */
@inline
function wins(a: v128, aColumn: v128, b: v128, bColumn: v128): v128 {
  return v128.or(f32x4.gt(a, b), v128.and(f32x4.eq(a, b), i32x4.lt_s(aColumn, bColumn)));
}

/**
 * Holds the patches of one input row against those of one reference row.
 *
 * `products` is a ring of `patch` slots of `slot` floats, the patch's first row in slot `first`. `factor` has the
 * reciprocal norm of each reference patch, NaN for one that is no candidate, in whole blocks of 8. Patch x of
 * `count`, `step` pixels apart, is compared with `best[x]`; only a greater score replaces it, and puts the column of
 * the reference patch plus `base` into `index[x]`.
 */
export function bestPatches(
  products: usize,
  slot: i32,
  first: i32,
  patch: i32,
  stride: i32,
  factor: usize,
  refCount: i32,
  count: i32,
  step: i32,
  base: i32,
  best: usize,
  index: usize,
): void {
  const row = <usize>stride << 2;
  const slotBytes = <usize>slot << 2;
  for (let x = 0; x < count; x++) {
    const corner = products + <usize>(x * step) * row;
    let bestLow = f32x4.splat(-Infinity);
    let bestHigh = bestLow;
    let lowAt = i32x4.splat(0);
    let highAt = lowAt;
    for (let u = 0; u < refCount; u += 8) {
      const column = <usize>u << 2;
      let low = f32x4.splat(0);
      let high = low;
      let ring = first;
      for (let i = 0; i < patch; i++) {
        let source = corner + <usize>ring * slotBytes + column;
        for (let j = 0; j < patch; j++) {
          low = f32x4.add(low, v128.load(source));
          high = f32x4.add(high, v128.load(source, 16));
          source += row + 4;
        }
        ring++;
        if (ring == patch) ring = 0;
      }
      low = f32x4.mul(low, v128.load(factor + column));
      high = f32x4.mul(high, v128.load(factor + column, 16));
      const at = i32x4.splat(u);
      const lowWins = f32x4.gt(low, bestLow);
      bestLow = v128.bitselect(low, bestLow, lowWins);
      lowAt = v128.bitselect(at, lowAt, lowWins);
      const highWins = f32x4.gt(high, bestHigh);
      bestHigh = v128.bitselect(high, bestHigh, highWins);
      highAt = v128.bitselect(at, highAt, highWins);
    }
    lowAt = i32x4.add(lowAt, i32x4(0, 1, 2, 3));
    highAt = i32x4.add(highAt, i32x4(4, 5, 6, 7));
    let mask = wins(bestHigh, highAt, bestLow, lowAt);
    let values = v128.bitselect(bestHigh, bestLow, mask);
    let columns = v128.bitselect(highAt, lowAt, mask);
    let otherValues = i32x4.shuffle(values, values, 2, 3, 0, 1);
    let otherColumns = i32x4.shuffle(columns, columns, 2, 3, 0, 1);
    mask = wins(otherValues, otherColumns, values, columns);
    values = v128.bitselect(otherValues, values, mask);
    columns = v128.bitselect(otherColumns, columns, mask);
    otherValues = i32x4.shuffle(values, values, 1, 0, 3, 2);
    otherColumns = i32x4.shuffle(columns, columns, 1, 0, 3, 2);
    mask = wins(otherValues, otherColumns, values, columns);
    const value = f32x4.extract_lane(v128.bitselect(otherValues, values, mask), 0);
    const place = i32x4.extract_lane(v128.bitselect(otherColumns, columns, mask), 0);
    const target = <usize>x << 2;
    if (value > load<f32>(best + target)) {
      store<f32>(best + target, value);
      store<i32>(index + target, base + place);
    }
  }
}
