import { iccFits } from '../icc-profile';
/**
 * Whether writing this raster in this format embeds its profile. False when it has none; when the profile is not a
 * whole ICC profile or describes other colours than these (RGB on a grey picture); and for grey in WebP and AVIF,
 * which store it as RGB.
 */
export const keepsProfile = (raster, format) => {
    if (raster.icc === undefined)
        return false;
    const becomesRgb = raster.channels < 3 && (format === 'webp' || format === 'avif');
    return !becomesRgb && iccFits(raster.icc, raster.channels);
};
/** What becomes of a raster's profile in this format. */
export const profileOutcome = (raster, format) => raster.icc === undefined ? 'none' : keepsProfile(raster, format) ? 'embedded' : 'dropped';
