// Cross-correlation of one channel-interleaved picture with one kernel, in SIMD.
//
// A row is `stride` floats of interleaved channels, so that the pixel `j` columns to the right lies `j * channels`
// floats further on, and a whole row is one long vector. 1. Take a block of outputs that fits the registers. 2. Walk
// over the input rows under it; at each kernel column multiply the block's input by the weight of each of its output
// rows. 3. Store the block. Blocks read up to 15 floats past a row and rows come in pairs: the caller leaves room.

import { madd } from './madd';

/**
 * Correlates with a kernel of several rows, two output rows by sixteen floats at a time.
 * `kernel` points at the first row of weights and has a row of zeros before it and one after it.
 */
export function correlateRows(
  x: usize,
  xStride: i32,
  kernel: usize,
  kernelHeight: i32,
  kernelWidth: i32,
  channels: i32,
  out: usize,
  outStride: i32,
  outHeight: i32,
): void {
  const xRow = <usize>xStride << 2;
  const outRow = <usize>outStride << 2;
  const kernelRow = <usize>kernelWidth << 2;
  const pixel = <usize>channels << 2;
  for (let y = 0; y < outHeight; y += 2) {
    for (let column: usize = 0; column < outRow; column += 64) {
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let a2 = f32x4.splat(0);
      let a3 = f32x4.splat(0);
      let b0 = f32x4.splat(0);
      let b1 = f32x4.splat(0);
      let b2 = f32x4.splat(0);
      let b3 = f32x4.splat(0);
      let row = x + <usize>y * xRow + column;
      let weight = kernel;
      for (let i = 0; i <= kernelHeight; i++) {
        let source = row;
        const end = weight + kernelRow;
        while (weight < end) {
          // Input row i meets weight row i of the upper output and weight row i - 1 of the lower one.
          const upper = v128.load32_splat(weight);
          const lower = v128.load32_splat(weight - kernelRow);
          const s0 = v128.load(source);
          a0 = madd(s0, upper, a0);
          b0 = madd(s0, lower, b0);
          const s1 = v128.load(source, 16);
          a1 = madd(s1, upper, a1);
          b1 = madd(s1, lower, b1);
          const s2 = v128.load(source, 32);
          a2 = madd(s2, upper, a2);
          b2 = madd(s2, lower, b2);
          const s3 = v128.load(source, 48);
          a3 = madd(s3, upper, a3);
          b3 = madd(s3, lower, b3);
          source += pixel;
          weight += 4;
        }
        row += xRow;
      }
      const target = out + <usize>y * outRow + column;
      v128.store(target, a0);
      v128.store(target, a1, 16);
      v128.store(target, a2, 32);
      v128.store(target, a3, 48);
      v128.store(target + outRow, b0);
      v128.store(target + outRow, b1, 16);
      v128.store(target + outRow, b2, 32);
      v128.store(target + outRow, b3, 48);
    }
  }
}

/** Correlates with a kernel of one row, sixteen floats at a time. */
export function correlateRow(
  x: usize,
  xStride: i32,
  kernel: usize,
  kernelWidth: i32,
  channels: i32,
  out: usize,
  outStride: i32,
  outHeight: i32,
): void {
  const xRow = <usize>xStride << 2;
  const outRow = <usize>outStride << 2;
  const pixel = <usize>channels << 2;
  const end = kernel + (<usize>kernelWidth << 2);
  for (let y = 0; y < outHeight; y++) {
    for (let column: usize = 0; column < outRow; column += 64) {
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let a2 = f32x4.splat(0);
      let a3 = f32x4.splat(0);
      let source = x + <usize>y * xRow + column;
      for (let weight = kernel; weight < end; weight += 4) {
        const w = v128.load32_splat(weight);
        a0 = madd(v128.load(source), w, a0);
        a1 = madd(v128.load(source, 16), w, a1);
        a2 = madd(v128.load(source, 32), w, a2);
        a3 = madd(v128.load(source, 48), w, a3);
        source += pixel;
      }
      const target = out + <usize>y * outRow + column;
      v128.store(target, a0);
      v128.store(target, a1, 16);
      v128.store(target, a2, 32);
      v128.store(target, a3, 48);
    }
  }
}

/**
 * Correlates with a kernel of one column, two output rows by sixteen floats at a time. `kernel` has a zero before it
 * and one after it. The same as `correlateRows` with a width of 1, without its inner loop.
 */
export function correlateColumn(
  x: usize,
  stride: i32,
  kernel: usize,
  kernelHeight: i32,
  out: usize,
  outHeight: i32,
): void {
  const rowBytes = <usize>stride << 2;
  const end = kernel + (<usize>(kernelHeight + 1) << 2);
  for (let y = 0; y < outHeight; y += 2) {
    for (let column: usize = 0; column < rowBytes; column += 64) {
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let a2 = f32x4.splat(0);
      let a3 = f32x4.splat(0);
      let b0 = f32x4.splat(0);
      let b1 = f32x4.splat(0);
      let b2 = f32x4.splat(0);
      let b3 = f32x4.splat(0);
      let source = x + <usize>y * rowBytes + column;
      for (let weight = kernel; weight < end; weight += 4) {
        const upper = v128.load32_splat(weight);
        const lower = v128.load32_splat(weight - 4);
        const s0 = v128.load(source);
        a0 = madd(s0, upper, a0);
        b0 = madd(s0, lower, b0);
        const s1 = v128.load(source, 16);
        a1 = madd(s1, upper, a1);
        b1 = madd(s1, lower, b1);
        const s2 = v128.load(source, 32);
        a2 = madd(s2, upper, a2);
        b2 = madd(s2, lower, b2);
        const s3 = v128.load(source, 48);
        a3 = madd(s3, upper, a3);
        b3 = madd(s3, lower, b3);
        source += rowBytes;
      }
      const target = out + <usize>y * rowBytes + column;
      v128.store(target, a0);
      v128.store(target, a1, 16);
      v128.store(target, a2, 32);
      v128.store(target, a3, 48);
      v128.store(target + rowBytes, b0);
      v128.store(target + rowBytes, b1, 16);
      v128.store(target + rowBytes, b2, 32);
      v128.store(target + rowBytes, b3, 48);
    }
  }
}
