import { ImageError } from '@srkit/core';
import { checkEncodeKeys, preparePicture } from '../encode-options';
import { FORMAT_NAME } from '../image-format';
import { withTags } from '../with-tags';
import { encodePipeline } from './encode-pipeline';
import { firstLine } from './first-line';
import { profileOutcome } from './keeps-profile';
/**
 * Encodes a raster. PNG and TIFF keep 8 or 16 bit exactly; JPEG, WebP and AVIF hold 8 bit, to which 16 bit is
 * rounded. The profile is embedded as `keepsProfile` says; density is kept by PNG, JPEG and TIFF.
 *
 * @throws ImageError `E_IMAGE_ALPHA` for transparency into JPEG, `E_IMAGE_FORMAT_LIMIT` for a side the format cannot hold,
 * `E_IMAGE_ENCODE` when the encoder fails; ConfigError and ShapeError for options and rasters that make no sense.
 */
export const encodeImage = async (raster, options) => {
    checkEncodeKeys('encodeImage', options);
    return (await encodePicture(raster, options)).bytes;
};
/**
 * The same, with what the format does not hold of the picture.
 *
 * @throws what `encodeImage` throws.
 */
export const encodePicture = async (raster, options) => {
    checkEncodeKeys('encodePicture', options);
    const prepared = preparePicture(raster, options);
    const pipeline = encodePipeline(prepared);
    try {
        const encoded = await pipeline.toBuffer();
        const bytes = new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.length);
        return { ...withTags(bytes, prepared), profile: profileOutcome(prepared.raster, options.format) };
    }
    catch (cause) {
        throw new ImageError('E_IMAGE_ENCODE', `${raster.width} x ${raster.height} pixels cannot be encoded as ${FORMAT_NAME[options.format]}: ${firstLine(cause)}. Write PNG or TIFF.`, { cause });
    }
};
