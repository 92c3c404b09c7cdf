// Exponential functions and logarithms of four float32 numbers, within 2 units in the last place: range reduction after
// Cody and Waite, polynomials of Cephes (Moshier).

import { madd } from '../shared/madd';

const LOG2_E: f32 = 1.44269504;
/** ln 2 in two parts: the first has so few bits that its products with small integers are exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/** e^r - 1 for |r| <= ln(2) / 2. */
@inline
function expm1Core(r: v128): v128 {
  let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  return madd(p, f32x4.mul(r, r), r);
}

/** 2^n for integers from -126 to 127. */
@inline
function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * x where e^x is neither 0 nor infinite; beyond, the nearest number whose exponential is. NaN stays: these minima, one
 * instruction each, give their first argument where the comparison fails.
 */
@inline
function clamped(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-105));
}

/** Added to a small number, it leaves the nearest integer in the lowest bits: 1.5 * 2^23. */
const ROUNDER: f32 = 12582912;

/** The rest of x after n times ln 2. */
@inline
function reduced(x: v128, n: v128): v128 {
  return madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), x));
}

/** e^x, down to denormal numbers. */
@inline
export function exp(x: v128): v128 {
  const rounder = f32x4.splat(ROUNDER);
  const inside = clamped(x);
  const shifted = f32x4.add(f32x4.mul(inside, f32x4.splat(LOG2_E)), rounder);
  const n = f32x4.sub(shifted, rounder);
  const mantissa = f32x4.add(expm1Core(reduced(inside, n)), f32x4.splat(1));
  // In two steps: 2^n alone would overflow below the largest result and vanish above the smallest.
  const power = i32x4.sub(shifted, rounder);
  const half = i32x4.shr_s(power, 1);
  return f32x4.mul(f32x4.mul(mantissa, power2(half)), power2(i32x4.sub(power, half)));
}

/** 1 / (1 + e^-x), by e^-|x|, which neither overflows nor loses the small results. */
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  const z = exp(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(one, z, f32x4.ge(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(one, z));
}

/** e^x - 1, exact near 0. */
@inline
export function expm1(x: v128): v128 {
  const small = f32x4.lt(f32x4.abs(x), f32x4.splat(0.34657359));
  return v128.bitselect(expm1Core(x), f32x4.sub(exp(x), f32x4.splat(1)), small);
}

/** The natural logarithm: NaN below 0, -Infinity at 0. */
@inline
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
  let e = i32x4.sub(i32x4.shr_u(normal, 23), i32x4.splat(126));
  e = i32x4.sub(e, v128.and(tiny, i32x4.splat(23)));
  // The mantissa in [0.5, 1), then in [sqrt(0.5), sqrt(2)), less 1.
  let m = v128.or(v128.and(normal, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), f32x4.splat(1));
  const exponent = f32x4.convert_i32x4_s(i32x4.add(e, low));
  const square = f32x4.mul(m, m);
  let p = madd(f32x4.splat(7.0376836292e-2), m, f32x4.splat(-1.1514610310e-1));
  p = madd(p, m, f32x4.splat(1.1676998740e-1));
  p = madd(p, m, f32x4.splat(-1.2420140846e-1));
  p = madd(p, m, f32x4.splat(1.4249322787e-1));
  p = madd(p, m, f32x4.splat(-1.6668057665e-1));
  p = madd(p, m, f32x4.splat(2.0000714765e-1));
  p = madd(p, m, f32x4.splat(-2.4999993993e-1));
  p = madd(p, m, f32x4.splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), square);
  p = madd(exponent, f32x4.splat(LN2_LOW), p);
  p = madd(square, f32x4.splat(-0.5), p);
  let result = madd(exponent, f32x4.splat(LN2_HIGH), f32x4.add(m, p));
  const zero = f32x4.splat(0);
  result = v128.bitselect(x, result, f32x4.eq(x, f32x4.splat(Infinity)));
  result = v128.bitselect(f32x4.splat(-Infinity), result, f32x4.eq(x, zero));
  return v128.bitselect(result, f32x4.splat(NaN), f32x4.ge(x, zero));
}

/** log(1 + x), exact near 0: what the sum 1 + x lost is put back by a factor (Kahan). */
@inline
export function log1p(x: v128): v128 {
  const sum = f32x4.add(x, f32x4.splat(1));
  const kept = f32x4.sub(sum, f32x4.splat(1));
  const corrected = f32x4.mul(log(sum), f32x4.div(x, kept));
  const asIs = v128.or(f32x4.eq(kept, f32x4.splat(0)), f32x4.eq(x, f32x4.splat(Infinity)));
  return v128.bitselect(x, corrected, asIs);
}
