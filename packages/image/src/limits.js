import { ImageError } from '@srkit/core';
/**
 * Pixels `decodeImage` accepts unless told otherwise: 2^28 = 268 million. As RGB that is 0.8 GB of samples,
 * about what a machine with 4 GB can still hold beside its work; a header claiming more is refused before any
 * memory is taken.
 */
export const DEFAULT_MAX_PIXELS = 2 ** 28;
/**
 * Largest encoded file read, in bytes. Node's `readFile` and the browsers' `ArrayBuffer` end near 2 GiB, so a
 * larger file would fail later and less clearly.
 */
export const MAX_ENCODED_BYTES = 2 ** 31 - 1;
/**
 * Largest colour profile taken over, in bytes. Real profiles have 0.5 kB to 3 MB; in PNG the profile is
 * compressed, and without a bound a few kilobytes could unpack to gigabytes.
 */
export const MAX_ICC_BYTES = 2 ** 24;
/** @throws ImageError `E_IMAGE_TOO_LARGE` when the picture exceeds the limit. */
export const checkPixels = (width, height, maxPixels, label) => {
    if (width * height > maxPixels) {
        throw new ImageError('E_IMAGE_TOO_LARGE', `${label} has ${width} x ${height} = ${width * height} pixels, more than the limit of ${maxPixels}. ` +
            'Raise maxPixels if the memory is there, or cut the picture into parts.');
    }
};
/** @throws ImageError `E_IMAGE_TOO_LARGE` when an encoded file is larger than can be read at once. */
export const checkEncodedBytes = (bytes, label) => {
    if (bytes > MAX_ENCODED_BYTES) {
        throw new ImageError('E_IMAGE_TOO_LARGE', `${label} has ${bytes} bytes, more than the ${MAX_ENCODED_BYTES} that can be read. Save it compressed, or cut it into parts.`);
    }
};
