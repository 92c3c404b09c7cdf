import type { Raster } from '@srkit/image';

/** A place in a picture, in pixels. */
export type Place = readonly [x: number, y: number];

/** Catmull-Rom's weights of four samples, `t` behind the second. */
const weights = (t: number): readonly [number, number, number, number] => [
  t * (-0.5 + t * (1 - 0.5 * t)),
  1 + t * t * (-2.5 + 1.5 * t),
  t * (0.5 + t * (2 - 1.5 * t)),
  t * t * (-0.5 + 0.5 * t),
];

/** A square view of a picture: what lies at `map(x, y)`, by a cubic; places outside are mirrored. RGB in 0..255, not rounded. */
export const viewOf = (
  { width, height, data }: Raster,
  side: number,
  map: (x: number, y: number) => Place,
): Float32Array => {
  const out = new Float32Array(side * side * 3);
  const inside = (at: number, length: number): number => {
    const period = 2 * length;
    const k = ((at % period) + period) % period;
    return k < length ? k : period - 1 - k;
  };
  let to = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++, to += 3) {
      const [u, v] = map(x, y);
      const [left, above] = [Math.floor(u), Math.floor(v)];
      const [across, down] = [weights(u - left), weights(v - above)];
      for (let j = 0; j < 4; j++) {
        const row = inside(above + j - 1, height) * width;
        for (let i = 0; i < 4; i++) {
          const from = (row + inside(left + i - 1, width)) * 3;
          const weight = (down[j] as number) * (across[i] as number);
          for (let c = 0; c < 3; c++)
            out[to + c] = (out[to + c] as number) + weight * (data[from + c] as number);
        }
      }
    }
  }
  return out;
};

/** To 8 bits. */
export const toRaster = (values: Float32Array, side: number): Raster => ({
  width: side,
  height: side,
  channels: 3,
  data: Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value)))),
});
