import type { FloatPicture } from '../../samples';

const { fround } = Math;

/** OpenCV's cubic is sharper than Keys'. */
const A = -0.75;

/** Weights of four samples around a position, `fraction` behind the second, in the arithmetic of OpenCV's floats. */
const weights = (fraction: number): [number, number, number, number] => {
  const [x, y] = [fround(fraction + 1), fround(1 - fraction)];
  const first = fround(fround(fround(fround(fround(fround(A * x) - 5 * A) * x) + 8 * A) * x) - 4 * A);
  const near = (t: number): number =>
    fround(fround(fround(fround(fround(fround((A + 2) * t) - (A + 3)) * t) * t)) + 1);
  const [second, third] = [near(fraction), near(y)];
  return [first, second, third, fround(fround(fround(1 - first) - second) - third)];
};

/** Four taps of every position of an axis; the border is repeated. */
const taps = (size: number, outSize: number): { readonly at: number[]; readonly weight: number[] }[] =>
  Array.from({ length: outSize }, (_, d) => {
    const position = fround((d + 0.5) * (size / outSize) - 0.5);
    const first = Math.floor(position);
    const at = [-1, 0, 1, 2].map((k) => Math.min(size - 1, Math.max(0, first + k)));
    return { at, weight: weights(fround(position - first)) };
  });

/** OpenCV's `resize` of floats with INTER_CUBIC: not antialiased, so that values may leave 0..1. */
export const resizeCubic = (picture: FloatPicture, height: number, width: number): FloatPicture => {
  const { width: w, height: h, data } = picture;
  if (w === width && h === height) return picture;
  const [columns, rows] = [taps(w, width), taps(h, height)];
  const wide = new Float32Array(h * width * 3);
  for (let y = 0, to = 0; y < h; y++) {
    for (const { at, weight } of columns) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < 4; k++) sum = fround(sum + fround(data[(y * w + at[k]!) * 3 + c]! * weight[k]!));
        wide[to++] = sum;
      }
    }
  }
  const out = new Float32Array(height * width * 3);
  const row = width * 3;
  for (let y = 0; y < height; y++) {
    const { at, weight } = rows[y]!;
    for (let i = 0; i < row; i++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum = fround(sum + fround(wide[at[k]! * row + i]! * weight[k]!));
      out[y * row + i] = sum;
    }
  }
  return { width, height, channels: 3, data: out };
};
