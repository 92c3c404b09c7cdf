import { abortable, ImageError, type Raster } from '@srkit/core';
import sharp, { type Sharp } from 'sharp';
import { colourProfile } from '../color/colour-profile';
import { statedColours } from '../color/stated-colours';
import { damaged, damageNote, partlyDamaged } from '../damaged';
import { checkedDecodeOptions, type DecodeOptions } from '../decode-options';
import { sniffFormat } from '../image-format';
import { type ImageSource, sourceLabel } from '../image-source';
import { checkJpeg } from '../jpeg/check-jpeg';
import { checkPixels } from '../limits';
import { readMetadata } from '../metadata/read-metadata';
import { pagesAndNotes } from '../notes';
import { firstLine } from './first-line';
import { decodePlainPng, type PlainPng } from './plain-png';
import { readSource } from './read-source';
import { type Decodable, OPEN, sharpMetadata } from './sharp-metadata';

/** What libjpeg says where it fills in pixels; its other warnings are about oddities. */
const INVENTED = /premature end|bad huffman|bad arithmetic|instead of RST/i;

/**
 * Decodes a picture to its own sample values, upright: 8 bit stays 8, 16 stays 16, grey stays grey, palettes and
 * 1, 2 and 4 bit are expanded to the full 8-bit range, animations give their first frame. An embedded profile is
 * carried along and not applied; only CMYK is converted, to sRGB and by its own profile. Frames that are left out and
 * oddities that cost no pixels stand in the raster's `notes`.
 *
 * @throws ImageError `E_IMAGE_TOO_LARGE` before decoding, `E_IMAGE_DAMAGED` where pixels are missing or invented,
 * `E_IMAGE_UNSUPPORTED` and the other codes the README lists; `signal.reason` when aborted.
 */
export const decodeImage = async (source: ImageSource, options: DecodeOptions = {}): Promise<Raster> => {
  const { maxPixels, tolerant, offerTolerant, signal } = checkedDecodeOptions(options);
  const label = sourceLabel(source);
  const bytes = await readSource(source, signal);
  const format = sniffFormat(bytes, label);
  const plain = format === 'png' ? decodePlainPng(bytes, maxPixels) : undefined;
  if (plain !== undefined) return plainRaster(plain);
  const picture = await sharpMetadata(bytes, format, label);
  const { meta, channels, cmyk, pages, density, png } = picture;
  const { width, height } = meta.autoOrient;
  checkPixels(width, height, maxPixels, label);
  signal?.throwIfAborted();

  const notes: string[] = [];
  let data: Raster['data'];
  try {
    data = await samplesAndNotes(bytes, picture, { label, tolerant, offerTolerant, signal, notes });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ImageError) throw cause;
    throw damaged(label, firstLine(cause), cause);
  }
  if (data.length !== width * height * channels) {
    throw damaged(label, `its header says ${width} x ${height} x ${channels}, which its pixels do not fill`);
  }
  // The profile is copied out of sharp's pool, which would otherwise be kept as long as the raster.
  const embedded = cmyk || meta.icc === undefined ? undefined : Uint8Array.from(meta.icc);
  const stated = statedColours(bytes, format);
  const colour = png?.colour ?? (embedded || cmyk ? undefined : stated.colour);
  if (cmyk) notes.push('its CMYK colours are converted to sRGB');
  notes.push(...stated.notes);
  const icc = colour === undefined ? embedded : (colourProfile(colour, channels) ?? embedded);
  const metadata = await readMetadata(bytes, format);
  const tags = {
    icc,
    density,
    ...(colour && { colour }),
    ...(metadata && { metadata }),
    ...pagesAndNotes(format, pages, notes),
  };
  return { width, height, channels, data, ...tags };
};

const plainRaster = ({ png: { colour, density }, ...pixels }: PlainPng): Raster => {
  const icc = colour && colourProfile(colour, pixels.channels);
  return { ...pixels, icc, density, ...(colour && { colour }) };
};

interface Reading {
  readonly label: string;
  readonly tolerant: boolean;
  readonly offerTolerant: boolean;
  readonly signal: AbortSignal | undefined;
  /** Gets what was odd. */
  readonly notes: string[];
}

/** Decodes strictly, and leniently where what is wrong costs nothing or is put up with. */
const samplesAndNotes = async (
  bytes: Uint8Array,
  picture: Decodable,
  { label, tolerant, offerTolerant, signal, notes }: Reading,
): Promise<Raster['data']> => {
  const decode = (failOn: 'none' | 'error' | 'warning'): Promise<Raster['data']> => {
    const pipeline = sharp(bytes, { ...OPEN, failOn, ignoreIcc: !picture.cmyk, autoOrient: true });
    return abortable(rawSamples(pipeline, picture), signal);
  };
  const refuse = (what: string, cause?: unknown): void => {
    if (!tolerant) throw partlyDamaged(label, what, offerTolerant, cause);
    notes.push(damageNote(what));
  };
  const isJpeg = picture.meta.format === 'jpeg';
  if (isJpeg) {
    const checked = checkJpeg(bytes);
    if (checked?.damage !== undefined) refuse(checked.damage);
    notes.push(...(checked?.notes ?? []));
    // The decoder would stop at the first of these.
    if (notes.length > 0) return decode('none');
  }
  try {
    return await decode(isJpeg ? 'warning' : 'error');
  } catch (cause) {
    signal?.throwIfAborted();
    const what = firstLine(cause);
    if (isJpeg && !INVENTED.test(what)) notes.push(`its decoder remarks: ${what}`);
    else refuse(what, cause);
    return decode('none');
  }
};

const rawSamples = async (pipeline: Sharp, picture: Decodable): Promise<Raster['data']> => {
  const { grey, channels, bitDepth, meta } = picture;
  if (bitDepth === 16) {
    const raw = await pipeline
      .toColourspace(grey ? 'grey16' : 'rgb16')
      .raw({ depth: 'ushort' })
      .toBuffer();
    const data = new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2);
    fillRange(data, meta.bitsPerSample ?? 16);
    return data;
  }
  const greyAlpha = channels === 2;
  const raw = await pipeline
    .toColourspace(grey && !greyAlpha ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
  const data = new Uint8Array(raw.buffer, raw.byteOffset, raw.length);
  return greyAlpha ? firstAndLastOfFour(data) : data;
};

/** 10 and 12 bit come shifted up with zeros below, so that white is not quite 65535: repeat the top bits there. */
const fillRange = (data: Uint16Array, bits: number): void => {
  if (bits < 9 || bits > 15) return;
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) | ((data[i] as number) >> bits);
};

/** Asked for grey, sharp's raw output drops the alpha channel; so it is taken from R = G = B = grey and alpha. */
const firstAndLastOfFour = (rgba: Uint8Array): Uint8Array => {
  const out = new Uint8Array(rgba.length / 2);
  for (let i = 0; i < out.length; i += 2) {
    out[i] = rgba[2 * i] as number;
    out[i + 1] = rgba[2 * i + 3] as number;
  }
  return out;
};
