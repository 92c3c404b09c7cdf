import { roundHalfEven } from '@srkit/core';

/** A picture rounded to 8 bits, as Poisson noise sees it: the rate of a value is `levels / 255 * vals`. */
export interface PhotonLevels {
  readonly levels: Uint8Array;
  /** The power of two that is at least the number of distinct levels, 1 to 256. */
  readonly vals: number;
}

/**
 * Rates of the Poisson noise of one sample, all its channels together (Real-ESRGAN, section 3.2). Products are
 * rounded to float32 as the official code's are, since a level may hang on it.
 *
 * @param x values of which 0..1 is the range of a picture; others are clamped.
 */
export const photonLevels = (x: Float32Array): PhotonLevels => {
  const levels = new Uint8Array(x.length);
  const seen = new Uint8Array(256);
  for (let i = 0; i < x.length; i++) {
    const rounded = roundHalfEven(Math.fround(255 * x[i]!));
    const level = rounded < 0 ? 0 : rounded > 255 ? 255 : rounded;
    levels[i] = level;
    seen[level] = 1;
  }
  let distinct = 0;
  for (let level = 0; level < 256; level++) distinct += seen[level]!;
  // In integers, since the last bit of a logarithm is not specified.
  return { levels, vals: distinct > 1 ? 2 ** (32 - Math.clz32(distinct - 1)) : 1 };
};
