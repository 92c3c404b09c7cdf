import { ImageError } from '@srkit/core';
import { PNG_SIGNATURE } from './png/chunks';

/** Formats that are written. GIF is read as well. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'avif' | 'tiff';

/** Names as people write them, for messages. */
export const FORMAT_NAME = {
  png: 'PNG',
  jpeg: 'JPEG',
  webp: 'WebP',
  avif: 'AVIF',
  tiff: 'TIFF',
  gif: 'GIF',
} as const;

/** Bytes needed at the front of a file to name its format. */
export const SNIFF_BYTES = 512;

const READABLE = 'PNG, JPEG, WebP, AVIF, TIFF or GIF';

const CONVERT = `Convert it to ${READABLE} first`;
const UNPACK = 'Unpack it, and give the pictures that are inside';
const DOWNLOAD = 'The download went wrong: open its address in a browser to see what it says';

/** Formats that are recognised only to be refused by name, with what to do about it unless it is to convert them. */
const REFUSED: readonly (readonly [name: string, magic: string, remedy?: string])[] = [
  ['a PDF', '%PDF'],
  ['a BMP picture', 'BM'],
  ['a Photoshop file', '8BPS'],
  ['a JPEG XL picture', '\xff\x0a'],
  ['a JPEG XL picture', '\0\0\0\x0cJXL '],
  ['a JPEG 2000 picture', '\0\0\0\x0cjP  '],
  ['a Windows icon', '\0\0\x01\0'],
  ['a ZIP archive', 'PK\x03\x04', UNPACK],
  ['gzipped', '\x1f\x8b', UNPACK],
  ['a Git LFS pointer, not the file itself', 'version https://git-lfs', 'Run: git lfs pull'],
];

const ftypFormat = (head: string): 'avif' | 'heic' | undefined => {
  if (head.slice(4, 8) !== 'ftyp') return undefined;
  // Major brand, then (after the version) the compatible ones: AVIF files may lead with the generic `mif1`.
  const size = Math.min(head.length, head.charCodeAt(2) * 256 + head.charCodeAt(3));
  const brands: string[] = [head.slice(8, 12)];
  for (let i = 16; i + 4 <= size; i += 4) brands.push(head.slice(i, i + 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return brands.some((brand) => /^(hei|hev|mif1|msf1)/.test(brand)) ? 'heic' : undefined;
};

/** SVG, and the web page that a server sends in place of a picture. */
const markupKind = (head: string): readonly [name: string, remedy: string] | undefined => {
  const text = head.replace('\xef\xbb\xbf', '').trimStart().toLowerCase();
  if (!text.startsWith('<')) return undefined;
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return ['a web page', DOWNLOAD];
  return text.includes('<svg') ? ['an SVG drawing', CONVERT] : undefined;
};

/**
 * Names the format from the first `SNIFF_BYTES` bytes, never from the file's name, so that a decoder only ever
 * sees a format we mean to support (SVG, for one, can pull in other files).
 *
 * @throws ImageError `E_IMAGE_EMPTY`, `E_IMAGE_UNSUPPORTED` or `E_IMAGE_NOT_AN_IMAGE`.
 */
export const sniffFormat = (bytes: Uint8Array, label: string): ImageFormat | 'gif' => {
  if (bytes.length === 0) {
    throw new ImageError(
      'E_IMAGE_EMPTY',
      `${label} is empty (0 bytes). Fetch or export the picture again; the copy was probably interrupted.`,
    );
  }
  // Mostly one of these two, and a text of the head takes longer than a small picture's pixels.
  if (PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  const head = Array.from(bytes.subarray(0, SNIFF_BYTES), (byte) => String.fromCharCode(byte)).join('');
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'tiff';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  const ftyp = ftypFormat(head);
  if (ftyp === 'avif') return 'avif';
  const [magicName, , magicRemedy = CONVERT] = REFUSED.find(([, magic]) => head.startsWith(magic)) ?? [];
  const [name, remedy] =
    ftyp === 'heic' ? ['a HEIC picture', CONVERT] : (markupKind(head) ?? [magicName, magicRemedy]);
  if (name !== undefined) {
    throw new ImageError('E_IMAGE_UNSUPPORTED', `${label} is ${name}, which is not read here. ${remedy}.`);
  }
  throw new ImageError(
    'E_IMAGE_NOT_AN_IMAGE',
    `${label} is not a picture: expected ${READABLE}, but it begins with ${hexHead(bytes)}.`,
  );
};

const hexHead = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
