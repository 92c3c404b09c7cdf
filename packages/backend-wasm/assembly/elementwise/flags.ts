// Comparisons' results as bytes.

/** Four masks of four lanes as sixteen bytes of 0 or 1. */
@inline
export function flagsOf(m0: v128, m1: v128, m2: v128, m3: v128): v128 {
  const bytes = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(m0, m1), i16x8.narrow_i32x4_s(m2, m3));
  return v128.and(bytes, i8x16.splat(1));
}

/** The first `lanes` of a mask, at most 4, as bytes. */
@inline
export function storeFlags(to: usize, mask: v128, lanes: i32): void {
  let bits = i32x4.bitmask(mask);
  for (let lane = 0; lane < lanes; lane++) {
    store<u8>(to + lane, bits & 1);
    bits >>= 1;
  }
}
