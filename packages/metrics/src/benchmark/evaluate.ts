import { ConfigError, cropRaster, ShapeError } from '@srkit/core';
import type { Raster } from '@srkit/image';
import { niqe } from '../niqe/niqe';
import type { Dists } from '../perceptual/dists';
import type { Lpips } from '../perceptual/lpips';
import type { Protocol } from '../protocol';
import { psnr } from '../psnr';
import { msSsim, ssim } from '../ssim';

/** What `evaluate` measures; `lpips` and `dists` need weights, `niqe` looks at the result alone. */
export const METRICS = ['psnr', 'ssim', 'ms-ssim', 'lpips', 'dists', 'niqe'] as const;

export type MetricName = (typeof METRICS)[number];

export interface Measuring {
  readonly metrics: readonly MetricName[];
  /** How `psnr`, `ssim` and `ms-ssim` compare. `lpips`, `dists` and `niqe` take its crop. */
  readonly protocol: Protocol;
  /** Needed for `lpips`. */
  readonly lpips?: Lpips | undefined;
  /** Needed for `dists`. */
  readonly dists?: Dists | undefined;
}

/**
 * The part of an original that an LR picture of a scale belongs to: rows and columns that the scale did not divide are cut
 * off at the bottom and right, as all benchmarks have it.
 *
 * @throws ShapeError `E_SHAPE_PAIR` when the original is not `scale` times the LR picture, up to such a rest.
 */
export const originalOf = (
  original: Raster,
  reduced: { readonly width: number; readonly height: number },
  scale: number,
): Raster => {
  const [width, height] = [reduced.width * scale, reduced.height * scale];
  const rest = [original.width - width, original.height - height];
  if (rest.some((r) => r < 0 || r >= scale)) {
    throw new ShapeError(
      'E_SHAPE_PAIR',
      `The original is ${original.width}x${original.height} and the LR picture ${reduced.width}x${reduced.height}, expected ${scale} times the latter. Check that they are a pair, and made for x${scale}.`,
    );
  }
  return cropRaster(original, { top: 0, left: 0, width, height });
};

/** Grey as three equal channels; other pictures as they are. */
const inColour = (raster: Raster): Raster => {
  if (raster.channels >= 3) return raster;
  const { width, height, channels, data } = raster;
  const rgb =
    data instanceof Uint16Array ? new Uint16Array(width * height * 3) : new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.fill(data[i * channels]!, i * 3, i * 3 + 3);
  return { ...raster, channels: 3, data: rgb } as Raster;
};

/**
 * Measures a result against its original, as BasicSR's validation does: grey pictures are measured as RGB, so that their luma
 * spans 16..235 like that of the others (Set14 has one, whose PSNR is 1.3 dB higher so).
 *
 * @returns A value for each of `metrics`; psnr in dB (Infinity for equal pictures).
 * @throws ShapeError when sizes differ, or a picture is too small for a metric; ConfigError for a protocol out of range,
 * or for `lpips` or `dists` without weights.
 */
export const evaluate = async (
  result: Raster,
  original: Raster,
  { metrics, protocol, lpips, dists }: Measuring,
): Promise<Partial<Record<MetricName, number>>> => {
  [result, original] = [inColour(result), inColour(original)];
  const { crop = 0 } = protocol;
  const measure: Record<MetricName, () => Promise<number>> = {
    psnr: () => psnr(result, original, protocol),
    ssim: () => ssim(result, original, protocol),
    'ms-ssim': () => msSsim(result, original, protocol),
    lpips: () => {
      if (!lpips)
        throw new ConfigError('E_CONFIG_WEIGHTS', 'lpips has no weights: give `lpips: new Lpips(...)`.');
      return lpips.measure(result, original, { crop });
    },
    dists: () => {
      if (!dists)
        throw new ConfigError('E_CONFIG_WEIGHTS', 'dists has no weights: give `dists: new Dists(...)`.');
      return dists.measure(result, original, { crop });
    },
    niqe: () => niqe(result, { crop }),
  };
  const values: Partial<Record<MetricName, number>> = {};
  for (const metric of metrics) values[metric] = await measure[metric]();
  return values;
};
