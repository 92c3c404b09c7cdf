import { roundHalfEven } from '@srkit/core';
import type { FloatPicture } from '../../samples';
import { inverseOf, type Matrix3 } from './matrix';

const { fround } = Math;

/** Fractions of a pixel that OpenCV knows. */
const STEPS = 32;

/**
 * OpenCV's `warpPerspective` of floats: bilinear, zeros outside, source positions rounded to 1/32 pixel. A pixel p of the
 * result shows the source at the inverse of `matrix` times p.
 */
export const warpPerspective = (picture: FloatPicture, matrix: Matrix3): FloatPicture => {
  const { width, height, data } = picture;
  const m = inverseOf(matrix);
  const out = new Float32Array(data.length);
  const at = (x: number, y: number, c: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : data[(y * width + x) * 3 + c]!;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const w = m[6]! * x + m[7]! * y + m[8]!;
      const scale = w === 0 ? 0 : STEPS / w;
      const sx = roundHalfEven((m[0]! * x + m[1]! * y + m[2]!) * scale);
      const sy = roundHalfEven((m[3]! * x + m[4]! * y + m[5]!) * scale);
      const [left, top] = [Math.floor(sx / STEPS), Math.floor(sy / STEPS)];
      const [fx, fy] = [sx / STEPS - left, sy / STEPS - top];
      // Products of 32nds are exact; sums are rounded as OpenCV's floats are, since a cut to 8 bits may follow.
      const [w0, w1, w2, w3] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
      for (let c = 0; c < 3; c++) {
        const above = fround(fround(at(left, top, c) * w0) + fround(at(left + 1, top, c) * w1));
        const three = fround(above + fround(at(left, top + 1, c) * w2));
        out[to++] = fround(three + fround(at(left + 1, top + 1, c) * w3));
      }
    }
  }
  return { ...picture, data: out };
};
