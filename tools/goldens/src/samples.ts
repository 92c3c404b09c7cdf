import type { GoldenCase } from './golden-case';
import { toNhwc } from './layout';

type Shape4 = readonly [n: number, c: number, h: number, w: number];

/** A batch `[n, c, h, w]`, or a plane `[h, w]`, as one array of `[h, w, c]` values for each sample. */
export const samples = (golden: GoldenCase, name: string): Float32Array[] => {
  const { shape } = golden.tensor(name);
  const [n, c, h, w] = (shape.length === 4 ? shape : [1, 1, ...shape]) as unknown as Shape4;
  const values = toNhwc(golden.floats(name), [n, c, h, w]);
  return Array.from({ length: n }, (_, i) => values.slice(i * h * w * c, (i + 1) * h * w * c));
};
