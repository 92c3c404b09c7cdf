/** A rectangle of every sample. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Copies a window out of `[n, height, width, 3]` values: `[n, window.height, window.width, 3]`. */
export const cutWindow = (
  values: Float32Array,
  [batch, height, width]: readonly [batch: number, height: number, width: number],
  window: Window,
): Float32Array => {
  const out = new Float32Array(batch * window.height * window.width * 3);
  const row = window.width * 3;
  for (let sample = 0; sample < batch; sample++) {
    for (let y = 0; y < window.height; y++) {
      const from = ((sample * height + window.top + y) * width + window.left) * 3;
      out.set(values.subarray(from, from + row), (sample * window.height + y) * row);
    }
  }
  return out;
};
