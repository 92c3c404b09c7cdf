// Patch matching in SIMD: inner products of pixels, and the best reference patch of every input patch.
//
// Features are packed: a row of pixels is cut into groups (of 4 for the input, of 8 for the reference), and a group
// holds, channel by channel, the values of its pixels. 1. `pixelProducts` multiplies one input row with one reference
// row, 4 by 8 pixels at a time, every product over all channels in order: equal pixels give equal bits wherever they
// lie, so ties stay ties. 2. `bestPatches` sums the products of the rows under a patch along their diagonals and keeps
// the best candidate. Rows of products read up to 8 floats plus a patch past their end: the caller leaves room.

import { madd } from './shared/madd';

export { bestPatches } from '../../backend-wasm/assembly/shared/best-patches';

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
