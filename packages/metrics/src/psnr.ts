import { ConfigError } from '@srkit/core';
import { readPair } from './pair';
import type { Picture } from './picture';
import type { Protocol } from './protocol';

const PEAK = 255;

export interface PsnrOptions extends Protocol {
  /** Added to the mean squared error of samples in [0, 1]; 1e-8 in BasicSR's `calculate_psnr_pt`. Default 0. */
  readonly epsilon?: number | undefined;
  /**
   * true: differences and their squares are taken modulo 256, as in C2-Matching's evaluation of RGB, which subtracts
   * 8-bit arrays. Its figures come out too high: for comparing with that code's own output, not for judging.
   */
  readonly wrapped?: boolean | undefined;
}

/**
 * Peak signal-to-noise ratio in dB against a peak of 255: 10 log10(255^2 / mse), the mean over all channels together.
 *
 * @returns Infinity for equal pictures (with `epsilon` 0).
 * @throws ShapeError when sizes differ or nothing is left of the crop; ConfigError for a protocol out of range.
 */
export const psnr = async (a: Picture, b: Picture, options: PsnrOptions = {}): Promise<number> => {
  const { epsilon = 0, wrapped = false, ...protocol } = options;
  if (!(epsilon >= 0)) {
    throw new ConfigError('E_CONFIG_EPSILON', `psnr: epsilon is ${epsilon}, expected a number of 0 or more.`);
  }
  const [x, y] = await readPair(a, b, protocol);
  let sum = 0;
  for (let i = 0; i < x.data.length; i++) {
    const difference = x.data[i]! - y.data[i]!;
    sum += wrapped ? ((difference & 255) ** 2) & 255 : difference * difference;
  }
  return 10 * Math.log10(1 / (sum / x.data.length / PEAK ** 2 + epsilon));
};
