import type { Raster } from '@srkit/core';
import type { TagsOutcome } from '../encoded-picture';
import { iccFits } from '../icc-profile';
import type { ImageFormat } from '../image-format';

/**
 * Whether writing this raster in this format embeds its profile. False when it has none; when the profile is not a
 * whole ICC profile or describes other colours than these (RGB on a grey picture); and for grey in WebP and AVIF,
 * which store it as RGB.
 */
export const keepsProfile = (raster: Raster, format: ImageFormat): boolean => {
  if (raster.icc === undefined) return false;
  const becomesRgb = raster.channels < 3 && (format === 'webp' || format === 'avif');
  return !becomesRgb && iccFits(raster.icc, raster.channels);
};

/** What becomes of a raster's profile in this format. */
export const profileOutcome = (raster: Raster, format: ImageFormat): TagsOutcome['profile'] =>
  raster.icc === undefined ? 'none' : keepsProfile(raster, format) ? 'embedded' : 'dropped';
