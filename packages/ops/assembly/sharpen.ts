// The pointwise parts of the unsharp mask, four floats at a time. Lengths are rounded up: the caller leaves room.

/** mask = |x - blurred| * 255 > threshold ? 1 : 0, in the place of `blurred`'s copy. */
export function sharpenMask(x: usize, blurred: usize, mask: usize, length: i32, threshold: f32): void {
  const one = f32x4.splat(1);
  const level = f32x4.splat(255);
  const bound = f32x4.splat(threshold);
  const end = <usize>length << 2;
  for (let i: usize = 0; i < end; i += 16) {
    const residual = f32x4.abs(f32x4.sub(v128.load(x + i), v128.load(blurred + i)));
    v128.store(mask + i, v128.and(f32x4.gt(f32x4.mul(residual, level), bound), one));
  }
}

/** soft * clip(x + weight * (x - blurred), 0, 1) + (1 - soft) * x, in place of `soft`. */
export function sharpenBlend(x: usize, blurred: usize, soft: usize, length: i32, weight: f32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const scale = f32x4.splat(weight);
  const end = <usize>length << 2;
  for (let i: usize = 0; i < end; i += 16) {
    const value = v128.load(x + i);
    const part = v128.load(soft + i);
    const raw = f32x4.add(value, f32x4.mul(scale, f32x4.sub(value, v128.load(blurred + i))));
    const sharp = f32x4.min(f32x4.max(raw, zero), one);
    v128.store(
      soft + i,
      f32x4.add(f32x4.mul(part, sharp), f32x4.mul(f32x4.sub(one, part), value)),
    );
  }
}
