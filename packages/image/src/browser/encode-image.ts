import { ConfigError, ImageError, type Raster } from '@srkit/core';
import { checkEncodeKeys, type EncodeOptions, preparePicture } from '../encode-options';
import type { EncodedPicture } from '../encoded-picture';
import { iccFits } from '../icc-profile';
import { FORMAT_NAME } from '../image-format';
import { encodePng } from '../png/encode-png';
import { toEightBit } from '../to-eight-bit';
import { withTags } from '../with-tags';
import { platformEncode } from './platform-encode';
import { replaceJpegProfile } from './replace-jpeg-profile';
import { replaceWebpProfile } from './replace-webp-profile';

/**
 * Encodes a raster: PNG exactly (8 or 16 bit, grey, straight alpha), JPEG, WebP and AVIF by the browser in 8-bit colour.
 * The colour profile is embedded where it describes the written pixels: grey profiles only in PNG, none in AVIF.
 *
 * @throws ImageError `E_IMAGE_UNSUPPORTED` for TIFF, or when the browser lacks the codec, as most do AVIF's;
 * `E_IMAGE_ALPHA`, `E_IMAGE_FORMAT_LIMIT`; ConfigError and ShapeError for options and rasters that make no sense.
 */
export const encodeImage = async (picture: Raster, options: EncodeOptions): Promise<Uint8Array> => {
  checkEncodeKeys('encodeImage', options);
  return (await encodePicture(picture, options)).bytes;
};

/**
 * The same, with what the format does not hold of the picture.
 *
 * @throws what `encodeImage` throws.
 */
export const encodePicture = async (picture: Raster, options: EncodeOptions): Promise<EncodedPicture> => {
  checkEncodeKeys('encodePicture', options);
  const { raster, options: resolved } = preparePicture(picture, options);
  const { format, quality, lossless } = resolved;
  const fits = raster.icc !== undefined && iccFits(raster.icc, format === 'png' ? raster.channels : 3);
  const isKept = fits && format !== 'avif';
  const profile = raster.icc === undefined ? 'none' : isKept ? 'embedded' : 'dropped';
  const tagged = (encoded: Uint8Array): EncodedPicture => ({
    ...withTags(encoded, { raster, options: resolved }),
    profile,
  });
  if (format === 'png') return tagged(await encodePng(raster));
  if (format === 'tiff') {
    throw new ImageError(
      'E_IMAGE_UNSUPPORTED',
      `Browsers do not write ${FORMAT_NAME[format]}. Write PNG, JPEG or WebP, or encode in Node.`,
    );
  }
  if (lossless) {
    throw new ConfigError(
      'E_CONFIG_LOSSLESS',
      'Browsers write WebP and AVIF with loss only. Write PNG instead.',
    );
  }
  const encoded = await platformEncode(toEightBit(raster), format, quality);
  if (format === 'avif') return tagged(encoded);
  // Chromium tags what it writes as sRGB, which these pixels need not be.
  const { width, height } = raster;
  const icc = isKept ? raster.icc : undefined;
  return tagged(
    format === 'jpeg' ? replaceJpegProfile(encoded, icc) : replaceWebpProfile(encoded, icc, width, height),
  );
};
