import type { PreparedPicture } from '../encode-options';
import { colourChunks, withChunks } from '../png/tag-chunks';

/** Whether the encoded file lacks something of the picture that sharp does not write. */
export const lacksTags = ({ raster, options }: PreparedPicture): boolean =>
  options.format === 'png' && raster.colour !== undefined;

/** The encoded file with what sharp does not write. */
export const withTags = (encoded: Uint8Array, { raster, options }: PreparedPicture): Uint8Array =>
  options.format === 'png' && raster.colour !== undefined
    ? withChunks(encoded, colourChunks(raster.colour))
    : encoded;
