import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { DEFAULT_MAX_PIXELS } from './limits';

/** Bounds of `decodeImage`, and what it puts up with. */
export interface DecodeOptions {
  /** Refuse pictures with more pixels than this; default `DEFAULT_MAX_PIXELS`, 2^28 = 268 million. */
  readonly maxPixels?: number | undefined;
  /**
   * Read damaged pictures as far as they go, and say so in the raster's `notes`; default false: pixels that are missing
   * or made up by the decoder are an error. In a browser this goes for JPEG alone.
   */
  readonly tolerant?: boolean | undefined;
  /**
   * Whether who reads the error can ask for `tolerant`; default true, and the error offers it. False where a picture has
   * to be whole: metrics, training.
   */
  readonly offerTolerant?: boolean | undefined;
  /** Aborting rejects the promise with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/** Options with their defaults. @throws ConfigError for an unknown name or a value of another kind. */
export const checkedDecodeOptions = (
  options: DecodeOptions,
): {
  maxPixels: number;
  tolerant: boolean;
  offerTolerant: boolean;
  signal: AbortSignal | undefined;
} => {
  refuseUnknownKeys('decodeImage', options, ['maxPixels', 'tolerant', 'offerTolerant', 'signal']);
  const { maxPixels = DEFAULT_MAX_PIXELS, tolerant = false, offerTolerant = true, signal } = options;
  if (!(maxPixels >= 1)) {
    throw new ConfigError('E_CONFIG_MAX_PIXELS', `Expected maxPixels to be 1 or more, got ${maxPixels}.`);
  }
  for (const [name, value] of Object.entries({ tolerant, offerTolerant })) {
    if (typeof value !== 'boolean') {
      throw new ConfigError('E_CONFIG_TOLERANT', `Expected ${name} to be true or false, got ${value}.`);
    }
  }
  return { maxPixels, tolerant, offerTolerant, signal };
};
