// What follows a convolution or a matrix product before its result is stored.

/** Activations, as the host numbers them. */
export const LINEAR = 0;
export const RELU = 1;
export const RELU6 = 2;
export const LEAKY_RELU = 3;
/** One slope a channel. */
export const PRELU = 4;

/** A 4-channel piece of the activation; `slope` is the leaky slope, or PReLU's slopes of these channels. */
@inline
export function activate(x: v128, kind: i32, slope: v128): v128 {
  if (kind == LINEAR) return x;
  const zero = f32x4.splat(0);
  if (kind == RELU) return v128.bitselect(zero, x, f32x4.lt(x, zero));
  if (kind == RELU6) return f32x4.min(v128.bitselect(zero, x, f32x4.lt(x, zero)), f32x4.splat(6));
  return v128.bitselect(f32x4.mul(x, slope), x, f32x4.lt(x, zero));
}
