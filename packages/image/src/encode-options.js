import { ConfigError, checkRaster, hasAlpha, ImageError, isOpaque, refuseUnknownKeys, } from '@srkit/core';
import { flatten, parseBackground, withoutAlpha } from './background';
import { FORMAT_NAME } from './image-format';
const DEFAULT_QUALITY = { jpeg: 90, webp: 90, avif: 75 };
/**
 * PNG level 4 with a filter chosen per row: on nine photographs and their 4x enlargements this gave files half
 * the size of level 6 without filters, in about the same time; level 9 saves another 10 % for eight times as long.
 */
const DEFAULT_COMPRESSION_LEVEL = 4;
/** Longest side each format's encoder takes, in pixels. */
const MAX_SIDE = {
    png: 2 ** 31 - 1,
    // The format could do 65535; libjpeg stops here.
    jpeg: 65500,
    webp: 16383,
    // AV1 could do 65536; libvips stops here.
    avif: 16384,
    tiff: 2 ** 31 - 1,
};
const checkRange = (name, value, from, to) => {
    if (!Number.isInteger(value) || value < from || value > to) {
        throw new ConfigError(`E_CONFIG_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`, `Expected ${name} to be an integer from ${from} to ${to}, got ${value}.`);
    }
};
const KEYS = [
    'format',
    'quality',
    'lossless',
    'compressionLevel',
    'background',
    'keepMetadata',
    'keepGps',
];
/** @throws ConfigError for an option that nobody reads. */
export const checkEncodeKeys = (where, options, more = []) => refuseUnknownKeys(where, options, [...KEYS, ...more]);
const resolve = (picture, options) => {
    const { format, lossless = false, compressionLevel = DEFAULT_COMPRESSION_LEVEL } = options;
    if (!Object.hasOwn(MAX_SIDE, format)) {
        throw new ConfigError('E_CONFIG_FORMAT', `Expected format to be one of ${Object.keys(MAX_SIDE).join(', ')}, got '${format}'.`);
    }
    const quality = options.quality ?? (format === 'png' || format === 'tiff' ? 100 : DEFAULT_QUALITY[format]);
    checkRange('quality', quality, 1, 100);
    checkRange('compressionLevel', compressionLevel, 0, 9);
    if (format === 'jpeg' && lossless) {
        throw new ConfigError('E_CONFIG_LOSSLESS', 'JPEG has no lossless form. Write PNG, TIFF, WebP or AVIF, or leave lossless away.');
    }
    if (options.background !== undefined) {
        parseBackground(options.background);
    }
    else if (format === 'jpeg' && hasAlpha(picture) && picture.opaque !== true) {
        throw new ImageError('E_IMAGE_ALPHA', "JPEG cannot hold the transparency of this picture. Write PNG, WebP, AVIF or TIFF, or put it in front of a colour with { background: 'white' } (--background white).");
    }
    const side = Math.max(picture.width, picture.height);
    if (side > MAX_SIDE[format]) {
        throw new ImageError('E_IMAGE_FORMAT_LIMIT', `${FORMAT_NAME[format]} holds sides up to ${MAX_SIDE[format]} pixels, and this picture has ${picture.width} x ${picture.height}. Write PNG or TIFF, or make it smaller.`);
    }
    const { keepMetadata = false, keepGps = false } = options;
    return { format, quality, lossless, compressionLevel, keepMetadata, keepGps };
};
/**
 * Checks that a picture of that size could be written as asked, before there is a picture: long work should not end
 * with a result that no file can hold.
 *
 * @throws ConfigError for an option outside its range, ImageError `E_IMAGE_ALPHA` for alpha into JPEG and
 * `E_IMAGE_FORMAT_LIMIT` for a side the format cannot hold.
 */
export const checkEncodable = (picture, options) => {
    checkEncodeKeys('checkEncodable', options);
    resolve(picture, options);
};
/**
 * Checks, before any encoding starts, that the raster can be written as asked, and flattens it where that was asked or
 * where JPEG is given an opaque alpha channel.
 *
 * @throws ShapeError for a raster that does not add up, and what `checkEncodable` throws.
 */
export const preparePicture = (raster, options) => {
    checkRaster(raster);
    const { background } = options;
    const opaque = options.format === 'jpeg' && background === undefined && isOpaque(raster);
    const resolved = resolve({ ...raster, opaque }, options);
    if (background !== undefined)
        return { raster: flatten(raster, background), options: resolved };
    return { raster: opaque ? withoutAlpha(raster) : raster, options: resolved };
};
