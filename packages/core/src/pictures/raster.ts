import { ShapeError } from '../errors';

/**
 * What a file says about its colours instead of by a profile: chunks of PNG (specification, section 11.3.2), and what AVIF
 * and EXIF say in their own words.
 */
export interface ColourChunks {
  /** gAMA: the exponent of encoding, times 100,000; 45455 is near sRGB's. */
  readonly gamma?: number | undefined;
  /** cHRM: x and y of white, red, green and blue, times 100,000. */
  readonly chromaticities?: readonly number[] | undefined;
  /** cICP: primaries, transfer function, matrix and range by the numbers of ITU-T H.273. */
  readonly cicp?: readonly number[] | undefined;
}

/** What a file says about its picture beside the pixels, as far as it is kept on request. */
export interface PictureMetadata {
  /** An EXIF block: a TIFF header and what follows. */
  readonly exif?: Uint8Array | undefined;
  /** An XMP packet. */
  readonly xmp?: string | undefined;
  /** Texts of a PNG by their keywords. */
  readonly text?: readonly { readonly keyword: string; readonly text: string }[] | undefined;
  /** Kinds of metadata that the file holds and that are not read, in words: `IPTC`, `a comment`. */
  readonly unread?: readonly string[] | undefined;
}

/** What belongs to a picture and not to its samples. */
export interface PictureTags {
  /** Embedded colour profile as found. The samples are the file's own and have not been converted by it. */
  readonly icc?: Uint8Array | undefined;
  /**
   * What a PNG or AVIF without a profile says about its colours; `icc` then holds a profile made of it, where there can be
   * one.
   */
  readonly colour?: ColourChunks | undefined;
  /** Pixels per inch, if the file says so. */
  readonly density?: number | undefined;
  readonly metadata?: PictureMetadata | undefined;
  /** Frames or pages of the file, of which this is the first; absent for one. */
  readonly pages?: number | undefined;
  /** What was odd about the file, or lost in reading it, in words. */
  readonly notes?: readonly string[] | undefined;
}

/** A picture in memory: rows top-down, channels interleaved, RGB order. */
export interface Raster extends PictureTags {
  /** Pixels per row, 1 or more. */
  readonly width: number;
  /** Rows, 1 or more. */
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. Alpha is straight, not premultiplied. */
  readonly channels: 1 | 2 | 3 | 4;
  /** `width * height * channels` samples over the full range: 0..255, or 0..65535 for 16 bit. */
  readonly data: Uint8Array | Uint16Array;
}

/** What of a picture goes over to one made of it. */
export const tagsOf = ({ icc, colour, density, metadata, pages, notes }: PictureTags): PictureTags => ({
  ...(icc && { icc }),
  ...(colour && { colour }),
  ...(density !== undefined && { density }),
  ...(metadata && { metadata }),
  ...(pages !== undefined && { pages }),
  ...(notes && { notes }),
});

/** 8 or 16, from the type of the samples. */
export const bitDepthOf = (raster: Raster): 8 | 16 => (raster.data instanceof Uint16Array ? 16 : 8);

/** Whether the picture's alpha channel, if it has one, is `maximum` everywhere: that of its samples by default. */
export const isOpaque = (
  { data, channels }: Pick<Raster, 'data' | 'channels'>,
  maximum = data instanceof Uint16Array ? 65535 : 255,
): boolean => {
  if (channels === 1 || channels === 3) return true;
  for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== maximum) return false;
  return true;
};

/** True for grey with alpha and for RGBA. */
export const hasAlpha = ({ channels }: Pick<Raster, 'channels'>): boolean => channels === 2 || channels === 4;

/** What was given instead of a picture, and what to do about it. */
const instead = (value: unknown): string => {
  if (typeof value === 'string')
    return `got '${value}' (string). Decode it first: await decodeImage('${value}')`;
  if (value instanceof Promise) return 'got a Promise. Await it first';
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return 'got bytes. Decode them first: await decodeImage(bytes)';
  }
  return `got ${value === null ? 'null' : typeof value}`;
};

/** @throws ShapeError `E_RASTER_SHAPE` when it is no raster, or sides, channels and samples do not agree. */
export const checkRaster = (raster: Raster): void => {
  if (typeof raster !== 'object' || raster === null || !('data' in raster)) {
    throw new ShapeError(
      'E_RASTER_SHAPE',
      `Expected a raster { width, height, channels, data }, ${instead(raster)}.`,
    );
  }
  const { width, height, channels, data } = raster;
  for (const [name, side] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!Number.isInteger(side) || side < 1) {
      throw new ShapeError(
        'E_RASTER_SHAPE',
        `Expected the raster's ${name} to be an integer of 1 or more, got ${side}.`,
      );
    }
  }
  if (![1, 2, 3, 4].includes(channels)) {
    throw new ShapeError('E_RASTER_SHAPE', `Expected 1, 2, 3 or 4 channels, got ${channels}.`);
  }
  if (!(data instanceof Uint8Array || data instanceof Uint16Array)) {
    throw new ShapeError(
      'E_RASTER_SHAPE',
      `Expected the raster's data to be a Uint8Array or Uint16Array, got ${Object.prototype.toString.call(data)}.`,
    );
  }
  if (data.length !== width * height * channels) {
    throw new ShapeError(
      'E_RASTER_SHAPE',
      `A raster of ${width} x ${height} with ${channels} channel(s) holds ${width * height * channels} samples, got ${data.length}.`,
    );
  }
};
