// Vectors at the end of a row of channels, where fewer than four are left.

/** Stores the first `lanes` of a vector. */
@inline
export function storeLanes(to: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(to, value);
    return;
  }
  v128.store_lane<f32>(to, value, 0);
  if (lanes > 1) v128.store_lane<f32>(to, value, 1, 4);
  if (lanes > 2) v128.store_lane<f32>(to, value, 2, 8);
}

/** Loads the first `lanes` floats; the others are 0. */
@inline
export function loadLanes(from: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(from);
  let value = v128.load32_zero(from);
  if (lanes > 1) value = v128.load_lane<f32>(from, value, 1, 4);
  if (lanes > 2) value = v128.load_lane<f32>(from, value, 2, 8);
  return value;
}
