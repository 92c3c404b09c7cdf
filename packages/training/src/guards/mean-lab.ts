import type { Tensor4D } from '@tensorflow/tfjs-core';

/** CIE L*a*b*. */
export type Lab = readonly [l: number, a: number, b: number];

/** sRGB's transfer function (IEC 61966-2-1). */
const linear = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;

/** Linear sRGB to XYZ over the white of D65. */
const TO_XYZ = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
] as const;

const f = (t: number): number => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);

/** sRGB in 0..1 to Lab. */
export const labOf = (red: number, green: number, blue: number): Lab => {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const [x, y, z] = TO_XYZ.map(([p, q, s]) => f(p * r + q * g + s * b)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
};

/** The mean colour of pictures, `[n, h, w, 3]`, sRGB; values beyond 0..1 are cut. */
export const meanLab = async (pictures: Tensor4D): Promise<Lab> => {
  const values = await pictures.data();
  const sum = [0, 0, 0];
  const cut = (value: number): number => Math.min(1, Math.max(0, value));
  for (let i = 0; i < values.length; i += 3) {
    const lab = labOf(cut(values[i]!), cut(values[i + 1]!), cut(values[i + 2]!));
    for (let c = 0; c < 3; c++) sum[c]! += lab[c]!;
  }
  const count = values.length / 3;
  return [sum[0]! / count, sum[1]! / count, sum[2]! / count];
};

/** Difference of two colours, CIE 1976: about 2.3 can just be seen. */
export const deltaE = (a: Lab, b: Lab): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
