/** Bounds of `decodeImage`. */
export interface DecodeOptions {
  /** Refuse pictures with more pixels than this; default `DEFAULT_MAX_PIXELS`, 2^28 = 268 million. */
  readonly maxPixels?: number | undefined;
  /** Aborting rejects the promise with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}
