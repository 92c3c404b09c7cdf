import type { ColourChunks } from '@srkit/core';
import { readAvifHeader } from '../headers/avif-header';
import { isExif, isGainMap, isXmp, readJpegSegments } from '../jpeg/jpeg-segments';
import { readAvifMetadata } from '../metadata/avif-items';
import { PNG_SIGNATURE } from '../png/chunks';
import { openTiff, rationalsOf, readDirectory, wholeNumbers } from '../tiff/tiff-directory';

/** What a file says of its colours without a profile, and what of it cannot be said again. */
export interface StatedColours {
  readonly colour?: ColourChunks | undefined;
  /** For people. */
  readonly notes: readonly string[];
}

const EXIF_DIRECTORY = 0x8769;
const INTEROPERABILITY_DIRECTORY = 0xa005;
const INTEROPERABILITY_INDEX = 1;
const COLOUR_SPACE = 0xa001;
const UNCALIBRATED = 0xffff;

/** Adobe RGB (1998): white, red, green and blue, and a gamma of 563 / 256. */
const ADOBE_RGB: ColourChunks = {
  gamma: 45_471,
  chromaticities: [31_270, 32_900, 64_000, 33_000, 21_000, 71_000, 15_000, 6_000],
};

const TRANSFER_FUNCTION = 301;
const WHITE_POINT = 318;
const PRIMARY_CHROMATICITIES = 319;
const ICC_PROFILE = 34675;

const GAIN_MAP = 'its HDR gain map is left out';
/** Chunks in front of the pixels are few; a hostile file could hold millions. */
const MAX_CHUNKS = 10_000;
const HDR_CHUNKS = /^(mDCV|mDCv|cLLI|cLLi)$/;
/** Some text of XMP in front of which parameters of gain maps stand: Adobe's and Google's, and Apple's. */
const GAIN_MAP_XMP = /hdrgm:Version|HDRGainMapVersion/;

const latin1 = new TextDecoder('latin1');

/** Cameras say Adobe RGB by an index of their file system's rules (DCF 2.0, option files) instead of by a profile. */
const isAdobeRgb = (block: Uint8Array): boolean => {
  const file = openTiff(block);
  if (file === undefined || file.big) return false;
  const below = (fields: ReturnType<typeof readDirectory>, tag: number): typeof fields => {
    const pointer = fields.find((field) => field.tag === tag);
    const at = pointer && wholeNumbers(file, pointer)[0];
    return at === undefined ? [] : readDirectory(file, at);
  };
  const exif = below(readDirectory(file, file.first), EXIF_DIRECTORY);
  const space = exif.find(({ tag }) => tag === COLOUR_SPACE);
  const [colourSpace] = space ? wholeNumbers(file, space) : [];
  const index = below(exif, INTEROPERABILITY_DIRECTORY).find(({ tag }) => tag === INTEROPERABILITY_INDEX);
  return colourSpace === UNCALIBRATED && index !== undefined && latin1.decode(index.data).startsWith('R03');
};

const ofJpeg = (bytes: Uint8Array): StatedColours => {
  let exif: Uint8Array | undefined;
  let hasGainMap = false;
  for (const segment of readJpegSegments(bytes, 'The picture')) {
    if (isExif(segment)) exif ??= segment.data.subarray(6);
    hasGainMap ||= isGainMap(segment) || (isXmp(segment) && GAIN_MAP_XMP.test(latin1.decode(segment.data)));
  }
  return {
    colour: exif && isAdobeRgb(exif) ? ADOBE_RGB : undefined,
    notes: hasGainMap ? [GAIN_MAP] : [],
  };
};

const ofPng = (bytes: Uint8Array): StatedColours => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Set<string>();
  for (let at = PNG_SIGNATURE.length, n = 0; at + 12 <= bytes.length && n < MAX_CHUNKS; n++) {
    const type = latin1.decode(bytes.subarray(at + 4, at + 8));
    if (HDR_CHUNKS.test(type)) found.add(type);
    if (type === 'IDAT') break;
    at += 12 + view.getUint32(at);
  }
  const chunks = [...found].join(', ');
  return { notes: found.size > 0 ? [`what it says of its HDR display (${chunks}) is left out`] : [] };
};

const ofAvif = (bytes: Uint8Array): StatedColours => {
  const { colour } = readAvifHeader(bytes, 'The picture');
  const { hasGainMap } = readAvifMetadata(bytes, 0);
  return { colour, notes: hasGainMap ? [GAIN_MAP] : [] };
};

/** WhitePoint and PrimaryChromaticities (TIFF 6.0, section 20). */
const ofTiff = (bytes: Uint8Array): StatedColours => {
  const file = openTiff(bytes);
  if (file === undefined) return { notes: [] };
  const fields = readDirectory(file, file.first);
  const find = (tag: number) => fields.find((field) => field.tag === tag);
  const [white, primaries] = [find(WHITE_POINT), find(PRIMARY_CHROMATICITIES)];
  const values = [white, primaries].flatMap((field) => (field ? rationalsOf(file, field) : []));
  const isWhole = values.length === 8 && values.every((value) => value > 0 && value < 1);
  const chromaticities = values.map((value) => Math.round(value * 100_000));
  return {
    colour: isWhole ? { chromaticities } : undefined,
    notes: find(TRANSFER_FUNCTION) && !find(ICC_PROFILE) ? ['its transfer function is left out'] : [],
  };
};

const READERS: Readonly<Record<string, (bytes: Uint8Array) => StatedColours>> = {
  jpeg: ofJpeg,
  png: ofPng,
  avif: ofAvif,
  tiff: ofTiff,
};

/**
 * Colours of a file whose format is known and whose header has been read, as far as neither a profile nor a PNG's own
 * chunks say them. What is damaged says nothing; it must not cost the picture.
 */
export const statedColours = (bytes: Uint8Array, format: string): StatedColours => {
  try {
    return READERS[format]?.(bytes) ?? { notes: [] };
  } catch {
    return { notes: [] };
  }
};
