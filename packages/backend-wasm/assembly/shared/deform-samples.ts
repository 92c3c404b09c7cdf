// The sampling of modulated deformable convolution (DCNv2) for channel-interleaved pictures, in SIMD.
//
// 1. `locate` turns offsets and mask of some output pixels into a table: an entry of 32 bytes for each pixel, tap and
// group, in this order, with the addresses of the four corners, the fractions, and the mask. 2. `gather` makes columns
// of it, `scatter` is the adjoint of `gather`, and `differentiate` its derivative for offsets and mask. A corner
// outside the picture has the address of a blank pixel; a sample outside has four of them, so that nothing after
// `locate` asks where a sample lies. Channels of a group lie together, and so do an entry's in the columns.

import { madd } from './madd';

/** Bytes of an entry in the table. */
export const ENTRY: usize = 32;

@inline
function sumOf(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/**
 * Fills the table for `pixels` output pixels from `firstPixel` on and for the groups `firstGroup` to
 * `firstGroup + groupCount - 1`. `sampling` has, for each of the pixels, an offset (y, x) for each of all `groups` and
 * each tap, and then a mask for each group and tap. `x` is the picture at the first channel of the first group, with
 * `pixelFloats` floats from pixel to pixel and `groupFloats` from group to group.
 */
export function locate(
  sampling: usize,
  table: usize,
  x: usize,
  blank: usize,
  firstPixel: i32,
  pixels: i32,
  outWidth: i32,
  height: i32,
  width: i32,
  pixelFloats: i32,
  groupFloats: i32,
  groups: i32,
  firstGroup: i32,
  groupCount: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  stride: i32,
  padding: i32,
  dilation: i32,
): void {
  const taps = kernelHeight * kernelWidth;
  const pixel = <usize>pixelFloats << 2;
  const row = pixel * <usize>width;
  const group = <usize>groupFloats << 2;
  const bottom = <f32>height;
  const right = <f32>width;
  const masks = <usize>(2 * groups * taps) << 2;
  const samplingPixel = <usize>(3 * groups * taps) << 2;
  for (let p = firstPixel; p < firstPixel + pixels; p++) {
    const top = (p / outWidth) * stride - padding;
    const left = (p % outWidth) * stride - padding;
    for (let k = 0; k < taps; k++) {
      const tapY = <f32>(top + (k / kernelWidth) * dilation);
      const tapX = <f32>(left + (k % kernelWidth) * dilation);
      for (let g = 0; g < groupCount; g++) {
        const at = <usize>((firstGroup + g) * taps + k) << 2;
        const sy = tapY + load<f32>(sampling + 2 * at);
        const sx = tapX + load<f32>(sampling + 2 * at, 4);
        let a = blank;
        let b = blank;
        let c = blank;
        let d = blank;
        let fy: f32 = 0;
        let fx: f32 = 0;
        // NaN is outside as well.
        if (sy > -1 && sx > -1 && sy < bottom && sx < right) {
          const floorY = Mathf.floor(sy);
          const floorX = Mathf.floor(sx);
          fy = sy - floorY;
          fx = sx - floorX;
          const y0 = <i32>floorY;
          const x0 = <i32>floorX;
          // In 32 bits the address of a corner outside may wrap around; it is not used then.
          const corner = x + <usize>y0 * row + <usize>x0 * pixel + <usize>g * group;
          if (y0 >= 0) {
            if (x0 >= 0) a = corner;
            if (x0 + 1 < width) b = corner + pixel;
          }
          if (y0 + 1 < height) {
            if (x0 >= 0) c = corner + row;
            if (x0 + 1 < width) d = corner + row + pixel;
          }
        }
        store<u32>(table, <u32>a);
        store<u32>(table, <u32>b, 4);
        store<u32>(table, <u32>c, 8);
        store<u32>(table, <u32>d, 12);
        store<f32>(table, fy, 16);
        store<f32>(table, fx, 20);
        store<f32>(table, load<f32>(sampling + masks + at), 24);
        table += ENTRY;
      }
    }
    sampling += samplingPixel;
  }
}

/** columns = mask * bilinear sample, `channels` (of a group) for each of the `entries`. */
export function gather(table: usize, entries: i32, channels: i32, columns: usize): void {
  const vectors = <usize>(channels >> 2) << 4;
  const all = <usize>channels << 2;
  const end = table + <usize>entries * ENTRY;
  for (; table < end; table += ENTRY) {
    const a = <usize>load<u32>(table);
    const b = <usize>load<u32>(table, 4);
    const c = <usize>load<u32>(table, 8);
    const d = <usize>load<u32>(table, 12);
    const fy = load<f32>(table, 16);
    const fx = load<f32>(table, 20);
    const ny: f32 = 1 - fy;
    const nx: f32 = 1 - fx;
    const mask = load<f32>(table, 24);
    const wa = ny * nx * mask;
    const wb = ny * fx * mask;
    const wc = fy * nx * mask;
    const wd = fy * fx * mask;
    const va = f32x4.splat(wa);
    const vb = f32x4.splat(wb);
    const vc = f32x4.splat(wc);
    const vd = f32x4.splat(wd);
    let i: usize = 0;
    for (; i < vectors; i += 16) {
      const top = madd(v128.load(b + i), vb, f32x4.mul(v128.load(a + i), va));
      const whole = madd(v128.load(d + i), vd, madd(v128.load(c + i), vc, top));
      v128.store(columns + i, whole);
    }
    for (; i < all; i += 4) {
      store<f32>(
        columns + i,
        load<f32>(a + i) * wa + load<f32>(b + i) * wb + load<f32>(c + i) * wc + load<f32>(d + i) * wd,
      );
    }
    columns += all;
  }
}

@inline
function accumulate(target: usize, weight: f32, source: usize, vectors: usize, all: usize): void {
  const splat = f32x4.splat(weight);
  let i: usize = 0;
  for (; i < vectors; i += 16) {
    v128.store(target + i, madd(v128.load(source + i), splat, v128.load(target + i)));
  }
  for (; i < all; i += 4) {
    store<f32>(target + i, load<f32>(target + i) + load<f32>(source + i) * weight);
  }
}

/** Adds to the corners what of the columns came from them. What the blank pixel collects means nothing. */
export function scatter(table: usize, entries: i32, channels: i32, columns: usize): void {
  const vectors = <usize>(channels >> 2) << 4;
  const all = <usize>channels << 2;
  const end = table + <usize>entries * ENTRY;
  for (; table < end; table += ENTRY) {
    const fy = load<f32>(table, 16);
    const fx = load<f32>(table, 20);
    const ny: f32 = 1 - fy;
    const nx: f32 = 1 - fx;
    const mask = load<f32>(table, 24);
    accumulate(<usize>load<u32>(table), ny * nx * mask, columns, vectors, all);
    accumulate(<usize>load<u32>(table, 4), ny * fx * mask, columns, vectors, all);
    accumulate(<usize>load<u32>(table, 8), fy * nx * mask, columns, vectors, all);
    accumulate(<usize>load<u32>(table, 12), fy * fx * mask, columns, vectors, all);
    columns += all;
  }
}

/**
 * Gradients for offsets and mask, laid out as `locate` reads them. All three follow from the products of the corners
 * with the columns' gradient.
 */
export function differentiate(
  table: usize,
  pixels: i32,
  taps: i32,
  groups: i32,
  channels: i32,
  columns: usize,
  sampling: usize,
): void {
  const vectors = <usize>(channels >> 2) << 4;
  const all = <usize>channels << 2;
  const masks = <usize>(2 * groups * taps) << 2;
  const samplingPixel = <usize>(3 * groups * taps) << 2;
  for (let p = 0; p < pixels; p++) {
    for (let k = 0; k < taps; k++) {
      for (let g = 0; g < groups; g++) {
        const a = <usize>load<u32>(table);
        const b = <usize>load<u32>(table, 4);
        const c = <usize>load<u32>(table, 8);
        const d = <usize>load<u32>(table, 12);
        let va = f32x4.splat(0);
        let vb = f32x4.splat(0);
        let vc = f32x4.splat(0);
        let vd = f32x4.splat(0);
        let i: usize = 0;
        for (; i < vectors; i += 16) {
          const back = v128.load(columns + i);
          va = madd(v128.load(a + i), back, va);
          vb = madd(v128.load(b + i), back, vb);
          vc = madd(v128.load(c + i), back, vc);
          vd = madd(v128.load(d + i), back, vd);
        }
        let sa = sumOf(va);
        let sb = sumOf(vb);
        let sc = sumOf(vc);
        let sd = sumOf(vd);
        for (; i < all; i += 4) {
          const back = load<f32>(columns + i);
          sa += load<f32>(a + i) * back;
          sb += load<f32>(b + i) * back;
          sc += load<f32>(c + i) * back;
          sd += load<f32>(d + i) * back;
        }
        const fy = load<f32>(table, 16);
        const fx = load<f32>(table, 20);
        const ny: f32 = 1 - fy;
        const nx: f32 = 1 - fx;
        const mask = load<f32>(table, 24);
        const at = <usize>(g * taps + k) << 2;
        store<f32>(sampling + 2 * at, mask * (nx * (sc - sa) + fx * (sd - sb)));
        store<f32>(sampling + 2 * at, mask * (ny * (sb - sa) + fy * (sd - sc)), 4);
        store<f32>(
          sampling + masks + at,
          ny * (nx * sa + fx * sb) + fy * (nx * sc + fx * sd),
        );
        columns += all;
        table += ENTRY;
      }
    }
    sampling += samplingPixel;
  }
}
