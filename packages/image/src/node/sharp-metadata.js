import { ImageError } from '@srkit/core';
import sharp, {} from 'sharp';
import { damaged } from '../damaged';
import { readExif } from '../exif';
import { FORMAT_NAME } from '../image-format';
import { pngAncillary } from '../png/ancillary';
import { tiffObstacle } from '../tiff/tiff-obstacle';
import { firstLine } from './first-line';
/**
 * Options every picture is opened with: damage is an error (warnings, such as an odd EXIF tag, are not), sizes are
 * checked by us from the header, colours stay the file's own.
 */
export const OPEN = { failOn: 'error', limitInputPixels: false, ignoreIcc: true };
/** `Exif` and two zeros, with which libvips begins every EXIF block. */
const EXIF_PREFIX = 6;
/** Colour spaces we decode; libvips also reads Lab, multispectral and floating-point TIFF. */
const SPACES = ['b-w', 'grey16', 'srgb', 'rgb', 'rgb16', 'cmyk'];
/** @throws ImageError `E_IMAGE_DAMAGED` or `E_IMAGE_UNSUPPORTED`. */
export const sharpMetadata = async (bytes, format, label) => {
    const obstacle = format === 'tiff' ? tiffObstacle(bytes) : undefined;
    if (obstacle !== undefined) {
        throw new ImageError('E_IMAGE_UNSUPPORTED', `${label} is TIFF with ${obstacle}, which is not read here. Save it as TIFF with 8 or 16 bits in RGB or grey, with LZW or deflate or without compression, or as PNG.`);
    }
    let meta;
    try {
        meta = await sharp(bytes, { ...OPEN, failOn: 'none' }).metadata();
    }
    catch (cause) {
        throw damaged(label, firstLine(cause), cause);
    }
    const { space, depth, hasAlpha } = meta;
    const grey = space === 'b-w' || space === 'grey16';
    const cmyk = space === 'cmyk';
    const colours = grey ? 1 : cmyk ? 4 : 3;
    const wide = depth === 'ushort';
    const understood = SPACES.includes(space) &&
        (depth === 'uchar' || (wide && !cmyk)) &&
        meta.channels === colours + (hasAlpha ? 1 : 0);
    if (!understood) {
        throw new ImageError('E_IMAGE_UNSUPPORTED', `${label} is ${FORMAT_NAME[format]} with ${meta.channels} channel(s) of type ${depth} in colour space ${space}; ` +
            'expected grey, RGB or 8-bit CMYK with 8 or 16 bits. Convert it to 8- or 16-bit RGB first.');
    }
    const channels = ((grey ? 1 : 3) + (hasAlpha ? 1 : 0));
    const png = format === 'png' ? pngAncillary(bytes) : undefined;
    const pages = png?.frames ?? meta.pages ?? 1;
    const density = png === undefined ? densityOf(meta) : png.density;
    return { meta, grey, cmyk, channels, bitDepth: wide ? 16 : 8, pages, density, png };
};
/**
 * Pixels per inch, if the file says so, for all but PNG. libvips makes up 72 where it does not, so WebP is asked itself
 * and the others must name a unit.
 */
const densityOf = (meta) => {
    if (meta.format === 'webp')
        return meta.exif && readExif(meta.exif.subarray(EXIF_PREFIX)).density;
    return meta.resolutionUnit === undefined ? undefined : meta.density;
};
