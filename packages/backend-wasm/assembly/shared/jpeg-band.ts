// JPEG compression and decompression of one row of 16x16 blocks, in SIMD and in place.
//
// 1. Colours: four pixels of interleaved RGB become vectors of R, G and B, and these Y (minus 128), Cb and Cr, chroma
//    averaged over 2x2 pixels. 2. Every 8x8 block: DCT of the columns, four at a time; transpose; DCT of what were
//    the rows; quantise with the transposed table; the inverse DCT, transpose and inverse DCT. 3. Colours back.

import { madd } from './madd';

// cos(k pi / 16) / 2: the orthonormal scale is in the constants.
const C1: f32 = 0.49039264;
const C2: f32 = 0.46193977;
const C3: f32 = 0.41573481;
const C4: f32 = 0.35355339;
const C5: f32 = 0.27778512;
const C6: f32 = 0.19134172;
const C7: f32 = 0.09754516;

@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

@inline
function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

@inline
function times(a: v128, b: f32): v128 {
  return f32x4.mul(a, f32x4.splat(b));
}

/** a * b + c. */
@inline
function maddScalar(a: v128, b: f32, c: v128): v128 {
  return madd(a, f32x4.splat(b), c);
}

/** DCT-II along eight rows of 32 bytes, of the four columns at `at`, in place: sums and differences of mirrored rows. */
function forward(at: usize): void {
  const r0 = v128.load(at);
  const r1 = v128.load(at, 32);
  const r2 = v128.load(at, 64);
  const r3 = v128.load(at, 96);
  const r4 = v128.load(at, 128);
  const r5 = v128.load(at, 160);
  const r6 = v128.load(at, 192);
  const r7 = v128.load(at, 224);
  const s0 = add(r0, r7);
  const d0 = sub(r0, r7);
  const s1 = add(r1, r6);
  const d1 = sub(r1, r6);
  const s2 = add(r2, r5);
  const d2 = sub(r2, r5);
  const s3 = add(r3, r4);
  const d3 = sub(r3, r4);
  const e0 = add(s0, s3);
  const e1 = add(s1, s2);
  const e2 = sub(s0, s3);
  const e3 = sub(s1, s2);
  v128.store(at, times(add(e0, e1), C4));
  v128.store(at, times(sub(e0, e1), C4), 128);
  v128.store(at, maddScalar(e2, C2, times(e3, C6)), 64);
  v128.store(at, maddScalar(e2, C6, times(e3, -C2)), 192);
  v128.store(at, maddScalar(d0, C1, maddScalar(d1, C3, maddScalar(d2, C5, times(d3, C7)))), 32);
  v128.store(at, maddScalar(d0, C3, maddScalar(d1, -C7, maddScalar(d2, -C1, times(d3, -C5)))), 96);
  v128.store(at, maddScalar(d0, C5, maddScalar(d1, -C1, maddScalar(d2, C7, times(d3, C3)))), 160);
  v128.store(at, maddScalar(d0, C7, maddScalar(d1, -C5, maddScalar(d2, C3, times(d3, -C1)))), 224);
}

/** The inverse of `forward`. */
function inverse(at: usize): void {
  const x0 = v128.load(at);
  const x1 = v128.load(at, 32);
  const x2 = v128.load(at, 64);
  const x3 = v128.load(at, 96);
  const x4 = v128.load(at, 128);
  const x5 = v128.load(at, 160);
  const x6 = v128.load(at, 192);
  const x7 = v128.load(at, 224);
  const e0 = times(add(x0, x4), C4);
  const e1 = times(sub(x0, x4), C4);
  const f0 = maddScalar(x2, C2, times(x6, C6));
  const f1 = maddScalar(x2, C6, times(x6, -C2));
  const s0 = add(e0, f0);
  const s1 = add(e1, f1);
  const s2 = sub(e1, f1);
  const s3 = sub(e0, f0);
  const d0 = maddScalar(x1, C1, maddScalar(x3, C3, maddScalar(x5, C5, times(x7, C7))));
  const d1 = maddScalar(x1, C3, maddScalar(x3, -C7, maddScalar(x5, -C1, times(x7, -C5))));
  const d2 = maddScalar(x1, C5, maddScalar(x3, -C1, maddScalar(x5, C7, times(x7, C3))));
  const d3 = maddScalar(x1, C7, maddScalar(x3, -C5, maddScalar(x5, C3, times(x7, -C1))));
  v128.store(at, add(s0, d0));
  v128.store(at, add(s1, d1), 32);
  v128.store(at, add(s2, d2), 64);
  v128.store(at, add(s3, d3), 96);
  v128.store(at, sub(s3, d3), 128);
  v128.store(at, sub(s2, d2), 160);
  v128.store(at, sub(s1, d1), 192);
  v128.store(at, sub(s0, d0), 224);
}

/** Transposes the 4x4 floats at `from` and at `to` (rows of 32 bytes) and exchanges them. */
@inline
function exchange(from: usize, to: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from, 32);
  const a2 = v128.load(from, 64);
  const a3 = v128.load(from, 96);
  const b0 = v128.load(to);
  const b1 = v128.load(to, 32);
  const b2 = v128.load(to, 64);
  const b3 = v128.load(to, 96);
  const p0 = v128.shuffle<f32>(a0, a1, 0, 4, 1, 5);
  const p1 = v128.shuffle<f32>(a0, a1, 2, 6, 3, 7);
  const p2 = v128.shuffle<f32>(a2, a3, 0, 4, 1, 5);
  const p3 = v128.shuffle<f32>(a2, a3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(p0, p2, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(p0, p2, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(p1, p3, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(p1, p3, 2, 3, 6, 7), 96);
  const q0 = v128.shuffle<f32>(b0, b1, 0, 4, 1, 5);
  const q1 = v128.shuffle<f32>(b0, b1, 2, 6, 3, 7);
  const q2 = v128.shuffle<f32>(b2, b3, 0, 4, 1, 5);
  const q3 = v128.shuffle<f32>(b2, b3, 2, 6, 3, 7);
  v128.store(from, v128.shuffle<f32>(q0, q2, 0, 1, 4, 5));
  v128.store(from, v128.shuffle<f32>(q0, q2, 2, 3, 6, 7), 32);
  v128.store(from, v128.shuffle<f32>(q1, q3, 0, 1, 4, 5), 64);
  v128.store(from, v128.shuffle<f32>(q1, q3, 2, 3, 6, 7), 96);
}

function transpose(block: usize): void {
  exchange(block, block);
  exchange(block + 16, block + 128);
  exchange(block + 144, block + 144);
}

/**
 * Compresses the blocks of a plane of `height` rows of `width` floats; `steps` is the transposed table, `block` room for
 * 64 floats.
 */
function compress(
  block: usize,
  plane: usize,
  height: i32,
  width: i32,
  steps: usize,
  differentiable: bool,
): void {
  const row = <usize>width << 2;
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const corner = plane + <usize>top * row + (<usize>left << 2);
      for (let y: usize = 0; y < 8; y++) {
        v128.store(block + (y << 5), v128.load(corner + y * row));
        v128.store(block + (y << 5), v128.load(corner + y * row, 16), 16);
      }
      forward(block);
      forward(block + 16);
      transpose(block);
      forward(block);
      forward(block + 16);
      for (let k: usize = 0; k < 256; k += 16) {
        const step = v128.load(steps + k);
        const level = f32x4.div(v128.load(block + k), step);
        let whole = f32x4.nearest(level);
        if (differentiable) {
          const distance = sub(level, whole);
          whole = add(whole, f32x4.mul(f32x4.mul(distance, distance), distance));
        }
        v128.store(block + k, f32x4.mul(whole, step));
      }
      inverse(block);
      inverse(block + 16);
      transpose(block);
      inverse(block);
      inverse(block + 16);
      for (let y: usize = 0; y < 8; y++) {
        v128.store(corner + y * row, v128.load(block + (y << 5)));
        v128.store(corner + y * row, v128.load(block + (y << 5), 16), 16);
      }
    }
  }
}

// Vectors of one colour from twelve floats of interleaved RGB in three vectors.
@inline
function reds(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 0, 3, 6, 6), c, 0, 1, 2, 5);
}
@inline
function greens(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 1, 4, 7, 7), c, 0, 1, 2, 6);
}
@inline
function blues(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 2, 5, 5, 5), c, 0, 1, 4, 7);
}

/** Luma of four pixels at `from` into `to`; returns their Cb in `cb` and Cr behind it, added to what is there. */
@inline
function splitFour(from: usize, to: usize, chroma: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 16);
  const c = v128.load(from, 32);
  const red = times(reds(a, b, c), 255);
  const green = times(greens(a, b, c), 255);
  const blue = times(blues(a, b, c), 255);
  v128.store(to, add(times(red, 0.299), maddScalar(green, 0.587, maddScalar(blue, 0.114, f32x4.splat(-128)))));
  const cb = maddScalar(red, -0.168736, maddScalar(green, -0.331264, times(blue, 0.5)));
  const cr = maddScalar(red, 0.5, maddScalar(green, -0.418688, times(blue, -0.081312)));
  v128.store(chroma, add(v128.load(chroma), cb));
  v128.store(chroma, add(v128.load(chroma, 32), cr), 32);
}

/** Two rows of RGB to two rows of luma and one of each halved chroma. */
function split(
  block: usize,
  x: usize,
  xRow: usize,
  width: i32,
  y: usize,
  yRow: usize,
  cb: usize,
  cr: usize,
): void {
  const zero = f32x4.splat(0);
  for (let column = 0; column < width; column += 8) {
    // Cb of eight pixels, then Cr, summed over both rows, lie where the block will be.
    v128.store(block, zero);
    v128.store(block, zero, 16);
    v128.store(block, zero, 32);
    v128.store(block, zero, 48);
    const from = x + <usize>column * 12;
    const to = y + (<usize>column << 2);
    splitFour(from, to, block);
    splitFour(from + 48, to + 16, block + 16);
    splitFour(from + xRow, to + yRow, block);
    splitFour(from + xRow + 48, to + yRow + 16, block + 16);
    const half = <usize>column << 1;
    const b0 = v128.load(block);
    const b1 = v128.load(block, 16);
    v128.store(
      cb + half,
      times(add(v128.shuffle<f32>(b0, b1, 0, 2, 4, 6), v128.shuffle<f32>(b0, b1, 1, 3, 5, 7)), 0.25),
    );
    const r0 = v128.load(block, 32);
    const r1 = v128.load(block, 48);
    v128.store(
      cr + half,
      times(add(v128.shuffle<f32>(r0, r1, 0, 2, 4, 6), v128.shuffle<f32>(r0, r1, 1, 3, 5, 7)), 0.25),
    );
  }
}

@inline
function unit(value: v128): v128 {
  return f32x4.min(f32x4.max(times(value, 1.0 / 255.0), f32x4.splat(0)), f32x4.splat(1));
}

/** RGB of four pixels from luma and chroma. */
@inline
function mergeFour(luma: v128, cb: v128, cr: v128, to: usize): void {
  const y = add(luma, f32x4.splat(128));
  const r = unit(maddScalar(cr, 1.402, y));
  const g = unit(maddScalar(cb, -0.344136, maddScalar(cr, -0.714136, y)));
  const b = unit(maddScalar(cb, 1.772, y));
  const rg = v128.shuffle<f32>(r, g, 0, 4, 1, 5);
  v128.store(to, v128.shuffle<f32>(rg, b, 0, 1, 4, 2));
  const gb = v128.shuffle<f32>(g, b, 1, 5, 2, 6);
  v128.store(to, v128.shuffle<f32>(gb, r, 0, 1, 6, 2), 16);
  const br = v128.shuffle<f32>(b, r, 2, 7, 3, 3);
  v128.store(to, v128.shuffle<f32>(br, g, 0, 1, 7, 2), 32);
}

/** One row of RGB from luma and halved chroma. */
function merge(x: usize, width: i32, y: usize, cb: usize, cr: usize): void {
  for (let column = 0; column < width; column += 8) {
    const half = <usize>column << 1;
    const b = v128.load(cb + half);
    const r = v128.load(cr + half);
    const luma = y + (<usize>column << 2);
    const to = x + <usize>column * 12;
    mergeFour(
      v128.load(luma),
      v128.shuffle<f32>(b, b, 0, 0, 1, 1),
      v128.shuffle<f32>(r, r, 0, 0, 1, 1),
      to,
    );
    mergeFour(
      v128.load(luma, 16),
      v128.shuffle<f32>(b, b, 2, 2, 3, 3),
      v128.shuffle<f32>(r, r, 2, 2, 3, 3),
      to + 48,
    );
  }
}

/**
 * Compresses sixteen rows of `width` RGB pixels at `x`, a multiple of sixteen, in place. `block` is room for 64 floats,
 * `planes` for `24 * width`; `steps` holds the luma and the chroma table, 64 floats each, scaled and transposed.
 */
export function jpegBand(
  x: usize,
  width: i32,
  block: usize,
  planes: usize,
  steps: usize,
  differentiable: bool,
): void {
  const xRow = <usize>width * 12;
  const yRow = <usize>width << 2;
  const halfRow = <usize>width << 1;
  const cb = planes + 16 * yRow;
  const cr = cb + 8 * halfRow;
  for (let i: usize = 0; i < 8; i++) {
    split(block, x + 2 * i * xRow, xRow, width, planes + 2 * i * yRow, yRow, cb + i * halfRow, cr + i * halfRow);
  }
  compress(block, planes, 16, width, steps, differentiable);
  compress(block, cb, 8, width >> 1, steps + 256, differentiable);
  compress(block, cr, 8, width >> 1, steps + 256, differentiable);
  for (let i: usize = 0; i < 16; i++) {
    const chroma = (i >> 1) * halfRow;
    merge(x + i * xRow, width, planes + i * yRow, cb + chroma, cr + chroma);
  }
}
