// The one-dimensional transforms of F(4, 3) with the points 0, +-5/8, +-3/2 and infinity, on four channels at a time.
//
// With the usual points 0, +-1, +-2 the error of a convolution is 2.4 times as large. All constants that come of these
// are exact in float32, but for the filter's, which are computed in double precision.

import { madd } from './madd';

export const A: f32 = 0.625;
export const B: f32 = 1.5;
export const A2: f32 = A * A;
export const B2: f32 = B * B;
export const A3: f32 = A2 * A;
export const B3: f32 = B2 * B;
const SUM: f32 = A2 + B2;
const PRODUCT: f32 = A2 * B2;

/** The six numbers of one row or column of B^T d, written over the given places. */
@inline
export function inputLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + fromStep);
  const d2 = v128.load(from + 2 * fromStep);
  const d3 = v128.load(from + 3 * fromStep);
  const d4 = v128.load(from + 4 * fromStep);
  const d5 = v128.load(from + 5 * fromStep);
  const sum = f32x4.splat(-SUM);
  const product = f32x4.splat(PRODUCT);
  const a2 = f32x4.splat(-A2);
  const b2 = f32x4.splat(-B2);
  const evenA = madd(d2, b2, d4);
  const oddA = f32x4.mul(madd(d1, b2, d3), f32x4.splat(A));
  const evenB = madd(d2, a2, d4);
  const oddB = f32x4.mul(madd(d1, a2, d3), f32x4.splat(B));
  v128.store(to, madd(d0, product, madd(d2, sum, d4)));
  v128.store(to + toStep, f32x4.add(evenA, oddA));
  v128.store(to + 2 * toStep, f32x4.sub(evenA, oddA));
  v128.store(to + 3 * toStep, f32x4.add(evenB, oddB));
  v128.store(to + 4 * toStep, f32x4.sub(evenB, oddB));
  v128.store(to + 5 * toStep, madd(d1, product, madd(d3, sum, d5)));
}

// The four outputs of a line of six, A^T m, of the sums and differences of m1 and m2 (A) and of m3 and m4 (B).

@inline
export function output0(m0: v128, sumA: v128, sumB: v128): v128 {
  return f32x4.add(m0, f32x4.add(sumA, sumB));
}

@inline
export function output1(differenceA: v128, differenceB: v128): v128 {
  return madd(differenceA, f32x4.splat(A), f32x4.mul(differenceB, f32x4.splat(B)));
}

@inline
export function output2(sumA: v128, sumB: v128): v128 {
  return madd(sumA, f32x4.splat(A2), f32x4.mul(sumB, f32x4.splat(B2)));
}

@inline
export function output3(m5: v128, differenceA: v128, differenceB: v128): v128 {
  return f32x4.add(m5, madd(differenceA, f32x4.splat(A3), f32x4.mul(differenceB, f32x4.splat(B3))));
}

/** Four outputs of a line of six: A^T m. */
@inline
export function outputLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m1 = v128.load(from + fromStep);
  const m2 = v128.load(from + 2 * fromStep);
  const m3 = v128.load(from + 3 * fromStep);
  const m4 = v128.load(from + 4 * fromStep);
  const m0 = v128.load(from);
  const m5 = v128.load(from + 5 * fromStep);
  const sumA = f32x4.add(m1, m2);
  const sumB = f32x4.add(m3, m4);
  const differenceA = f32x4.sub(m1, m2);
  const differenceB = f32x4.sub(m3, m4);
  v128.store(to, output0(m0, sumA, sumB));
  v128.store(to + toStep, output1(differenceA, differenceB));
  v128.store(to + 2 * toStep, output2(sumA, sumB));
  v128.store(to + 3 * toStep, output3(m5, differenceA, differenceB));
}

/** The six numbers of A m for four: the transposed `outputLine`, for gradients. */
@inline
export function gradientLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const y0 = v128.load(from);
  const y1 = v128.load(from + fromStep);
  const y2 = v128.load(from + 2 * fromStep);
  const y3 = v128.load(from + 3 * fromStep);
  const evenA = madd(y2, f32x4.splat(A2), y0);
  const oddA = madd(y3, f32x4.splat(A3), f32x4.mul(y1, f32x4.splat(A)));
  const evenB = madd(y2, f32x4.splat(B2), y0);
  const oddB = madd(y3, f32x4.splat(B3), f32x4.mul(y1, f32x4.splat(B)));
  v128.store(to, y0);
  v128.store(to + toStep, f32x4.add(evenA, oddA));
  v128.store(to + 2 * toStep, f32x4.sub(evenA, oddA));
  v128.store(to + 3 * toStep, f32x4.add(evenB, oddB));
  v128.store(to + 4 * toStep, f32x4.sub(evenB, oddB));
  v128.store(to + 5 * toStep, y3);
}

/** 1 / prod(p_i - p_j) over the finite points. */
export const N0: f64 = 1 / (0.625 * 0.625 * 1.5 * 1.5);
export const NA: f64 = 1 / (2 * 0.625 * 0.625 * (0.625 * 0.625 - 1.5 * 1.5));
export const NB: f64 = 1 / (2 * 1.5 * 1.5 * (1.5 * 1.5 - 0.625 * 0.625));

/** The three numbers of G^T m for six: the transposed filter's transform. */
@inline
export function filterGradientLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m0 = f32x4.mul(v128.load(from), f32x4.splat(<f32>N0));
  const m1 = v128.load(from + fromStep);
  const m2 = v128.load(from + 2 * fromStep);
  const m3 = v128.load(from + 3 * fromStep);
  const m4 = v128.load(from + 4 * fromStep);
  const m5 = v128.load(from + 5 * fromStep);
  const sumA = f32x4.mul(f32x4.add(m1, m2), f32x4.splat(<f32>NA));
  const sumB = f32x4.mul(f32x4.add(m3, m4), f32x4.splat(<f32>NB));
  const differenceA = f32x4.mul(f32x4.sub(m1, m2), f32x4.splat(<f32>NA));
  const differenceB = f32x4.mul(f32x4.sub(m3, m4), f32x4.splat(<f32>NB));
  v128.store(to, f32x4.add(m0, f32x4.add(sumA, sumB)));
  v128.store(to + toStep, madd(differenceA, f32x4.splat(A), f32x4.mul(differenceB, f32x4.splat(B))));
  v128.store(to + 2 * toStep, f32x4.add(m5, madd(sumA, f32x4.splat(A2), f32x4.mul(sumB, f32x4.splat(B2)))));
}
