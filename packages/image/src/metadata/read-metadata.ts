import type { PictureMetadata } from '@srkit/core';
import { concatBytes } from '../concat-bytes';
import { readRiffChunks } from '../headers/webp-header';
import { isExif, isXmp, readJpegSegments, XMP_PREFIX } from '../jpeg/jpeg-segments';
import { PNG_SIGNATURE } from '../png/chunks';
import { openTiff, readDirectory } from '../tiff/tiff-directory';
import { throughZlib } from '../zlib-stream';
import { exifBlock, hasExif, readExifDirectories } from './exif-block';

/** Most bytes of one piece of metadata that are taken over; cameras write some 60 kB, and texts of pictures less. */
const MAX_PIECE_BYTES = 2 ** 22;

/** Texts of a PNG that are taken over. */
const MAX_TEXTS = 100;

const XMP_KEYWORD = 'XML:com.adobe.xmp';
const XMP_TAG = 700;

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder();

const inflated = async (packed: Uint8Array): Promise<Uint8Array | undefined> => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of throughZlib(new DecompressionStream('deflate'), [packed])) {
      size += piece.length;
      if (size > MAX_PIECE_BYTES) return undefined;
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return concatBytes(pieces);
};

/** Keyword and text of a tEXt, zTXt or iTXt chunk (PNG specification, section 11.3.3). */
const readText = async (
  type: string,
  data: Uint8Array,
): Promise<{ keyword: string; text: string } | undefined> => {
  const end = data.indexOf(0);
  if (end < 1) return undefined;
  const keyword = latin1.decode(data.subarray(0, end));
  if (type === 'tEXt') return { keyword, text: latin1.decode(data.subarray(end + 1)) };
  if (type === 'zTXt') {
    const text = await inflated(data.subarray(end + 2));
    return text && { keyword, text: latin1.decode(text) };
  }
  const isPacked = data[end + 1] === 1;
  const language = data.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const body = data.subarray(translated + 1);
  const text = isPacked ? await inflated(body) : body;
  return text && { keyword, text: utf8.decode(text) };
};

const ofPng = async (bytes: Uint8Array): Promise<PictureMetadata> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let exif: Uint8Array | undefined;
  let xmp: string | undefined;
  const text: { keyword: string; text: string }[] = [];
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = latin1.decode(bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, at + 8 + length);
    at += 12 + length;
    if (length > MAX_PIECE_BYTES) continue;
    if (type === 'eXIf') exif ??= data.slice();
    if (!/^(tEXt|zTXt|iTXt)$/.test(type) || text.length >= MAX_TEXTS) continue;
    const found = await readText(type, data);
    if (found?.keyword === XMP_KEYWORD) xmp ??= found.text;
    else if (found !== undefined) text.push(found);
  }
  return { ...(exif && { exif }), ...(xmp !== undefined && { xmp }), ...(text.length > 0 && { text }) };
};

const ofJpeg = (bytes: Uint8Array): PictureMetadata => {
  let exif: Uint8Array | undefined;
  let xmp: string | undefined;
  for (const segment of readJpegSegments(bytes, 'The picture')) {
    if (isExif(segment)) exif ??= segment.data.slice(6);
    if (isXmp(segment)) xmp ??= utf8.decode(segment.data.subarray(XMP_PREFIX.length));
  }
  return { ...(exif && { exif }), ...(xmp !== undefined && { xmp }) };
};

const ofWebp = (bytes: Uint8Array): PictureMetadata => {
  const found = (wanted: string): Uint8Array | undefined => {
    for (const { type, data } of readRiffChunks(bytes, 'The picture')) {
      if (type === wanted && data.length <= MAX_PIECE_BYTES) return data;
    }
    return undefined;
  };
  const exif = found('EXIF');
  const xmp = found('XMP ');
  // Some writers put JPEG's `Exif\0\0` in front.
  const skip = exif?.[0] === 0x45 ? 6 : 0;
  return { ...(exif && { exif: exif.slice(skip) }), ...(xmp && { xmp: utf8.decode(xmp) }) };
};

const ofTiff = (bytes: Uint8Array): PictureMetadata => {
  const file = openTiff(bytes);
  const xmp = file && readDirectory(file, file.first).find(({ tag }) => tag === XMP_TAG);
  const directories = readExifDirectories(bytes);
  return {
    ...(hasExif(directories) && { exif: exifBlock(directories) }),
    ...(xmp && xmp.data.length <= MAX_PIECE_BYTES && { xmp: utf8.decode(xmp.data) }),
  };
};

/**
 * EXIF, XMP and the texts of a file whose format is known and whose header has been read: GIF and AVIF have none that
 * is read here. What is damaged or too large is left out; it must not cost the picture.
 */
export const readMetadata = async (
  bytes: Uint8Array,
  format: string,
): Promise<PictureMetadata | undefined> => {
  const readers: Readonly<Record<string, (bytes: Uint8Array) => PictureMetadata | Promise<PictureMetadata>>> =
    {
      png: ofPng,
      jpeg: ofJpeg,
      webp: ofWebp,
      tiff: ofTiff,
    };
  try {
    const metadata = await readers[format]?.(bytes);
    return metadata && Object.keys(metadata).length > 0 ? metadata : undefined;
  } catch {
    return undefined;
  }
};
