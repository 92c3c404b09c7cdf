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
  /** Aborting rejects the promise with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/** Options with their defaults. @throws ConfigError for an unknown name or a value of another kind. */
export const checkedDecodeOptions = (
  options: DecodeOptions,
): { maxPixels: number; tolerant: boolean; signal: AbortSignal | undefined } => {
  refuseUnknownKeys('decodeImage', options, ['maxPixels', 'tolerant', 'signal']);
  const { maxPixels = DEFAULT_MAX_PIXELS, tolerant = false, signal } = options;
  if (!(maxPixels >= 1)) {
    throw new ConfigError('E_CONFIG_MAX_PIXELS', `Expected maxPixels to be 1 or more, got ${maxPixels}.`);
  }
  if (typeof tolerant !== 'boolean') {
    throw new ConfigError('E_CONFIG_TOLERANT', `Expected tolerant to be true or false, got ${tolerant}.`);
  }
  return { maxPixels, tolerant, signal };
};
