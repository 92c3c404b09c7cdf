/** `[n, c, h, w]` values to `[n, h, w, c]`. */
export const toNhwc = (
  values: Float32Array,
  [n, c, h, w]: readonly [number, number, number, number],
): Float32Array => {
  const out = new Float32Array(values.length);
  for (let s = 0; s < n; s++)
    for (let k = 0; k < c; k++)
      for (let p = 0; p < h * w; p++) out[(s * h * w + p) * c + k] = values[(s * c + k) * h * w + p]!;
  return out;
};

/** `[n, h, w, c]` values to `[n, c, h, w]`. */
export const toNchw = (
  values: Float32Array,
  [n, h, w, c]: readonly [number, number, number, number],
): Float32Array => {
  const out = new Float32Array(values.length);
  for (let s = 0; s < n; s++)
    for (let k = 0; k < c; k++)
      for (let p = 0; p < h * w; p++) out[(s * c + k) * h * w + p] = values[(s * h * w + p) * c + k]!;
  return out;
};
