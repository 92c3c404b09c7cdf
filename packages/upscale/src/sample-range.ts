import type { Raster } from '@srkit/image';
import type { UpscalerOptions } from './options';

/** How samples map to [0, 1] on the way in, and which samples come out. */
export interface SampleRange {
  /** The sample value that stands for 1. */
  readonly maximum: 255 | 65535;
  readonly bitDepth: 8 | 16;
}

/** Above this value a picture counts as 16-bit in the official code, whatever its type. */
const OFFICIAL_8_BIT_LIMIT = 256;

const EIGHT: SampleRange = { maximum: 255, bitDepth: 8 };
const SIXTEEN: SampleRange = { maximum: 65535, bitDepth: 16 };

/** The range of a picture's samples by the given rule (see `UpscalerOptions.depthRule`). */
export const sampleRange = (raster: Raster, rule: NonNullable<UpscalerOptions['depthRule']>): SampleRange => {
  if (rule === 'type') return raster.data instanceof Uint16Array ? SIXTEEN : EIGHT;
  return raster.data.some((value) => value > OFFICIAL_8_BIT_LIMIT) ? SIXTEEN : EIGHT;
};

/** An empty output picture of that range. */
export const allocateSamples = (length: number, { bitDepth }: SampleRange): Uint8Array | Uint16Array =>
  bitDepth === 16 ? new Uint16Array(length) : new Uint8Array(length);
