import { ImageError } from '@srkit/core';
/** Names as people write them, for messages. */
export const FORMAT_NAME = {
    png: 'PNG',
    jpeg: 'JPEG',
    webp: 'WebP',
    avif: 'AVIF',
    tiff: 'TIFF',
    gif: 'GIF',
};
/** Bytes needed at the front of a file to name its format. */
export const SNIFF_BYTES = 512;
const READABLE = 'PNG, JPEG, WebP, AVIF, TIFF or GIF';
/** Formats that are recognised only to be refused by name. */
const REFUSED = [
    ['a PDF', '%PDF'],
    ['a BMP picture', 'BM'],
    ['a Photoshop file', '8BPS'],
    ['a JPEG XL picture', '\xff\x0a'],
    ['a JPEG XL picture', '\0\0\0\x0cJXL '],
    ['a JPEG 2000 picture', '\0\0\0\x0cjP  '],
    ['a Windows icon', '\0\0\x01\0'],
    ['a ZIP archive', 'PK\x03\x04'],
    ['gzipped', '\x1f\x8b'],
];
const ftypFormat = (head) => {
    if (head.slice(4, 8) !== 'ftyp')
        return undefined;
    // Major brand, then (after the version) the compatible ones: AVIF files may lead with the generic `mif1`.
    const size = Math.min(head.length, head.charCodeAt(2) * 256 + head.charCodeAt(3));
    const brands = [head.slice(8, 12)];
    for (let i = 16; i + 4 <= size; i += 4)
        brands.push(head.slice(i, i + 4));
    if (brands.some((brand) => brand === 'avif' || brand === 'avis'))
        return 'avif';
    return brands.some((brand) => /^(hei|hev|mif1|msf1)/.test(brand)) ? 'heic' : undefined;
};
/** SVG, and the web page that a server sends in place of a picture. */
const markupKind = (head) => {
    const text = head.replace('\xef\xbb\xbf', '').trimStart().toLowerCase();
    if (!text.startsWith('<'))
        return undefined;
    if (text.startsWith('<!doctype html') || text.startsWith('<html'))
        return 'a web page';
    return text.includes('<svg') ? 'an SVG drawing' : undefined;
};
/**
 * Names the format from the first `SNIFF_BYTES` bytes, never from the file's name, so that a decoder only ever
 * sees a format we mean to support (SVG, for one, can pull in other files).
 *
 * @throws ImageError `E_IMAGE_EMPTY`, `E_IMAGE_UNSUPPORTED` or `E_IMAGE_NOT_AN_IMAGE`.
 */
export const sniffFormat = (bytes, label) => {
    if (bytes.length === 0) {
        throw new ImageError('E_IMAGE_EMPTY', `${label} is empty (0 bytes). Fetch or export the picture again; the copy was probably interrupted.`);
    }
    const head = Array.from(bytes.subarray(0, SNIFF_BYTES), (byte) => String.fromCharCode(byte)).join('');
    if (head.startsWith('\x89PNG\r\n\x1a\n'))
        return 'png';
    if (head.startsWith('\xff\xd8\xff'))
        return 'jpeg';
    if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP')
        return 'webp';
    if (/^(II[*+]\0|MM\0[*+])/.test(head))
        return 'tiff';
    if (/^GIF8[79]a/.test(head))
        return 'gif';
    const ftyp = ftypFormat(head);
    if (ftyp === 'avif')
        return 'avif';
    const refused = ftyp === 'heic'
        ? 'a HEIC picture'
        : (markupKind(head) ?? REFUSED.find(([, magic]) => head.startsWith(magic))?.[0]);
    if (refused !== undefined) {
        throw new ImageError('E_IMAGE_UNSUPPORTED', `${label} is ${refused}, which is not read here. Convert it to ${READABLE} first.`);
    }
    throw new ImageError('E_IMAGE_NOT_AN_IMAGE', `${label} is not a picture: expected ${READABLE}, but it begins with ${hexHead(bytes)}.`);
};
const hexHead = (bytes) => Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
