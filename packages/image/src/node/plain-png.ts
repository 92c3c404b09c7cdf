import { crc32, inflateSync } from 'node:zlib';
import { type Ancillary, pngAncillary } from '../png/ancillary';
import { PNG_SIGNATURE } from '../png/chunks';
import { GREY, GREY_ALPHA, RGB, RGBA } from '../png/png-header';
import { unfilterPicture } from '../png/unfilter-picture';

/** Larger pictures are left to the decoder's own threads: here the caller waits. */
const MAX_PIXELS = 2 ** 20;

const CHANNELS: Readonly<Record<number, 1 | 2 | 3 | 4>> = { [GREY]: 1, [GREY_ALPHA]: 2, [RGB]: 3, [RGBA]: 4 };

const IHDR = 0x49484452;
const IDAT = 0x49444154;
const IEND = 0x49454e44;
/** Besides these: pHYs, sRGB, gAMA, cHRM, which `pngAncillary` reads, and tIME. */
const HARMLESS = new Set([IHDR, 0x70485973, 0x73524742, 0x67414d41, 0x6348524d, 0x74494d45]);

/** A decoded PNG, and what its small chunks say. */
export interface PlainPng {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array;
  readonly png: Ancillary;
}

/** The compressed pixels of a PNG whose chunks are whole and of no other kind; undefined otherwise. */
const pixelsOf = (bytes: Uint8Array, view: DataView): Uint8Array | undefined => {
  const parts: Uint8Array[] = [];
  let closed = false;
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    const end = at + 12 + length;
    if (end > bytes.length || crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) return;
    const isFirst = at === PNG_SIGNATURE.length;
    if ((type === IHDR) !== isFirst) return;
    if (type === IDAT && !closed) parts.push(bytes.subarray(at + 8, end - 4));
    else if (type === IEND) return length === 0 && parts.length === 1 ? parts[0] : Buffer.concat(parts);
    else if (!HARMLESS.has(type)) return;
    else closed = parts.length > 0;
    at = end;
  }
  return undefined;
};

/**
 * Decodes the PNGs that training sets are made of: small, 8 bits, grey or RGB with or without alpha, not interlaced,
 * without a profile, a transparent colour or texts. For a picture of 160x160 the general decoder takes several times as
 * long to be set up as this one to be done.
 *
 * @param bytes Are not kept.
 * @returns undefined for every other one, too large ones, and what is damaged in any way: the general decoder says why.
 */
export const decodePlainPng = (bytes: Uint8Array, maxPixels = MAX_PIXELS): PlainPng | undefined => {
  if (bytes.length < 33 || PNG_SIGNATURE.some((byte, i) => byte !== bytes[i])) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = CHANNELS[bytes[25]!];
  const [depth, compression, filter, interlace] = [bytes[24], bytes[26], bytes[27], bytes[28]];
  const isPlain =
    view.getUint32(8) === 13 && depth === 8 && compression === 0 && filter === 0 && interlace === 0;
  const isSmall = width * height <= Math.min(maxPixels, MAX_PIXELS);
  if (!isPlain || channels === undefined || width < 1 || height < 1 || !isSmall) return undefined;
  const packed = pixelsOf(bytes, view);
  if (packed === undefined) return undefined;
  const row = width * channels;
  const size = height * (row + 1);
  let raw: Uint8Array;
  try {
    raw = inflateSync(packed, { chunkSize: Math.max(size, 64), maxOutputLength: size });
  } catch {
    return undefined;
  }
  if (raw.length !== size) return undefined;
  const data = unfilterPicture(raw, row, height, channels);
  if (data === undefined) return undefined;
  return { width, height, channels, data, png: pngAncillary(bytes) };
};
