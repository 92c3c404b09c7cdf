// Samples of 8 bits as floats in 0..1.

@inline
function quotients(samples: v128, by: v128): v128 {
  return f32x4.div(f32x4.convert_i32x4_s(samples), by);
}

/** `byte / 255` of `count` bytes from `x` on, as floats from `y` on. Whole vectors of 16 are read and written. */
export function divide(x: usize, y: usize, count: usize): void {
  const by = f32x4.splat(255);
  const end = x + count;
  while (x < end) {
    const bytes = v128.load(x);
    const low = i16x8.extend_low_i8x16_u(bytes);
    const high = i16x8.extend_high_i8x16_u(bytes);
    v128.store(y, quotients(i32x4.extend_low_i16x8_u(low), by));
    v128.store(y, quotients(i32x4.extend_high_i16x8_u(low), by), 16);
    v128.store(y, quotients(i32x4.extend_low_i16x8_u(high), by), 32);
    v128.store(y, quotients(i32x4.extend_high_i16x8_u(high), by), 48);
    x += 16;
    y += 64;
  }
}
