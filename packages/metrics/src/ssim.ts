import { ShapeError } from '@srkit/core';
import { gaussianWeights } from '@srkit/ops';
import { readPair } from './pair';
import type { Picture, Samples } from './picture';
import { filterValid, type Plane } from './plane';
import type { Protocol } from './protocol';

/** Side of the Gaussian window. */
export const WINDOW = 11;
const TAPS = gaussianWeights(WINDOW, 1.5);
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** Weights of the five scales, coarsest last (Wang, Simoncelli, Bovik 2003, section 3.2). */
export const SCALE_WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;
/** Side of which a window fits into the coarsest scale. */
export const SMALLEST_MS_SSIM = (WINDOW - 1) * 2 ** (SCALE_WEIGHTS.length - 1) + 1;

const planes = ({ width, height, channels, data }: Samples): Plane[] =>
  Array.from({ length: channels }, (_, c) => ({
    width,
    height,
    data: Float64Array.from({ length: width * height }, (_, i) => data[i * channels + c]!),
  }));

const product = (a: Plane, b: Plane): Plane => ({ ...a, data: a.data.map((v, i) => v * b.data[i]!) });

interface Similarity {
  /** Mean of luminance, contrast and structure together. */
  readonly whole: number;
  /** Mean of contrast and structure alone. */
  readonly structure: number;
}

const similarity = (a: Plane, b: Plane): Similarity => {
  const filtered = [a, b, product(a, a), product(b, b), product(a, b)].map(
    (plane) => filterValid(plane, TAPS).data,
  );
  const [meanA, meanB, squareA, squareB, mixed] = filtered as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let [whole, structure] = [0, 0];
  for (let i = 0; i < meanA.length; i++) {
    const [ma, mb] = [meanA[i]!, meanB[i]!];
    const contrast =
      (2 * (mixed[i]! - ma * mb) + C2) / (squareA[i]! - ma * ma + (squareB[i]! - mb * mb) + C2);
    structure += contrast;
    whole += (contrast * (2 * ma * mb + C1)) / (ma * ma + mb * mb + C1);
  }
  return { whole: whole / meanA.length, structure: structure / meanA.length };
};

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

const checkSides = (name: string, { width, height }: Samples, least: number): void => {
  if (Math.min(width, height) >= least) return;
  throw new ShapeError(
    'E_SHAPE_PICTURE',
    `${name}: ${width}x${height} is left of the picture, expected sides of ${least} or more. Crop less, or take a larger picture.`,
  );
};

/**
 * Structural similarity, 1 for equal pictures (Wang et al. 2004): a Gaussian window of 11x11 with sigma 1.5, without
 * the border, C1 = (0.01 255)^2, C2 = (0.03 255)^2; the mean of the channels.
 *
 * @throws ShapeError when sizes differ or a side is below 11 after the crop; ConfigError for a protocol out of range.
 */
export const ssim = async (a: Picture, b: Picture, protocol: Protocol = {}): Promise<number> => {
  const [x, y] = await readPair(a, b, protocol);
  checkSides('ssim', x, WINDOW);
  const other = planes(y);
  return mean(planes(x).map((plane, c) => similarity(plane, other[c]!).whole));
};

/** Means of 2x2 pixels. Of an odd side, a zero joins the first and the last sample, as PyTorch pads it. */
const halved = ({ width, height, data }: Plane): Plane => {
  const [padX, padY] = [width % 2, height % 2];
  const [w, h] = [Math.floor((width + 2 * padX - 2) / 2) + 1, Math.floor((height + 2 * padY - 2) / 2) + 1];
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : data[y * width + x]!;
  const out = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [left, top] = [2 * x - padX, 2 * y - padY];
      out[y * w + x] = (at(left, top) + at(left + 1, top) + at(left, top + 1) + at(left + 1, top + 1)) / 4;
    }
  }
  return { width: w, height: h, data: out };
};

/**
 * Multi-scale structural similarity over five scales (Wang, Simoncelli, Bovik 2003), with the details of the
 * `pytorch_msssim` package: means of 2x2 pixels between the scales, negative terms are 0, the mean of the channels.
 *
 * @throws ShapeError when sizes differ or a side is below 161 after the crop; ConfigError for a protocol out of range.
 */
export const msSsim = async (a: Picture, b: Picture, protocol: Protocol = {}): Promise<number> => {
  const [x, y] = await readPair(a, b, protocol);
  checkSides('msSsim', x, SMALLEST_MS_SSIM);
  const other = planes(y);
  const values = planes(x).map((first, c) => {
    let pair: readonly [Plane, Plane] = [first, other[c]!];
    return SCALE_WEIGHTS.reduce((value, weight, scale) => {
      if (scale > 0) pair = [halved(pair[0]), halved(pair[1])];
      const { whole, structure } = similarity(...pair);
      const term = scale === SCALE_WEIGHTS.length - 1 ? whole : structure;
      return value * Math.max(0, term) ** weight;
    }, 1);
  });
  return mean(values);
};
