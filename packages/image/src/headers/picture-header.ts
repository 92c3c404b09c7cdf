import type { ColourChunks } from '@srkit/core';
import { iccName } from '../icc-profile';
import type { ImageInfo } from '../image-info';
import { swapsSides } from '../orient-raster';
import type { PngHeader } from '../png/png-header';

/** What a header reader finds out, with no help from a decoder. */
export interface PictureHeader {
  readonly format: 'png' | 'jpeg' | 'webp' | 'avif' | 'gif';
  /** Pixels per row as the platform's decoder gives them when told orientation 1. */
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly bitDepth: 8 | 16;
  /** EXIF orientation 1..8. */
  readonly orientation: number;
  /** Where the file stores the orientation, if it does. */
  readonly orientationAt?: { readonly offset: number; readonly littleEndian: boolean } | undefined;
  readonly icc?: Uint8Array | undefined;
  /** What an AVIF without a profile says of its colours; a PNG's header has its own. */
  readonly colour?: ColourChunks | undefined;
  readonly pages: number;
  readonly density?: number | undefined;
  /** A PNG's own header, which its decoder starts from. */
  readonly png?: PngHeader | undefined;
}

/** The public form of a header. */
export const toImageInfo = (header: PictureHeader): ImageInfo => {
  const swap = swapsSides(header.orientation);
  return {
    width: swap ? header.height : header.width,
    height: swap ? header.width : header.height,
    channels: header.channels,
    bitDepth: header.bitDepth,
    format: header.format,
    hasAlpha: header.channels % 2 === 0,
    orientation: header.orientation,
    iccName: header.icc && iccName(header.icc),
    iccBytes: header.icc?.length ?? 0,
    pages: header.pages,
    density: header.density,
  };
};
