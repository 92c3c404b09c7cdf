import type { PreparedPicture } from './encode-options';
import { keptMetadata } from './metadata/kept-metadata';
import { type Written, writeMetadata } from './metadata/write-metadata';
import { colourChunks, withChunks } from './png/tag-chunks';

/** Whether the encoded file lacks something of the picture that encoders do not write. */
export const lacksTags = ({ raster, options }: PreparedPicture): boolean =>
  (options.format === 'png' && raster.colour !== undefined) ||
  (options.keepMetadata && raster.metadata !== undefined);

/** The encoded file with what encoders do not write: colours of PNG, and metadata where it is to be kept. */
export const withTags = (encoded: Uint8Array, { raster, options }: PreparedPicture): Written => {
  const { format, keepMetadata, keepGps } = options;
  const { colour, metadata } = raster;
  const bytes = format === 'png' && colour ? withChunks(encoded, colourChunks(colour)) : encoded;
  if (!keepMetadata || metadata === undefined) return { bytes, dropped: [] };
  return writeMetadata(bytes, format, keptMetadata(metadata, keepGps), raster);
};
