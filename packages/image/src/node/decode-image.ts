import type { Raster } from '@srkit/core';
import sharp, { type Sharp } from 'sharp';
import { damaged } from '../damaged';
import type { DecodeOptions } from '../decode-options';
import { sniffFormat } from '../image-format';
import { type ImageSource, sourceLabel } from '../image-source';
import { checkPixels, DEFAULT_MAX_PIXELS } from '../limits';
import { abortable } from './abortable';
import { firstLine } from './first-line';
import { readSource } from './read-source';
import { type Decodable, densityOf, OPEN, sharpMetadata } from './sharp-metadata';

/**
 * Decodes a picture to its own sample values, upright: 8 bit stays 8, 16 stays 16, grey stays grey, palettes and
 * 1, 2 and 4 bit are expanded to the full 8-bit range, animations give their first frame. An embedded profile is
 * carried along and not applied; only CMYK is converted, to sRGB and by its own profile.
 *
 * @throws ImageError `E_IMAGE_TOO_LARGE` before decoding, `E_IMAGE_DAMAGED`, `E_IMAGE_UNSUPPORTED` and the other
 * codes the README lists; `signal.reason` when aborted.
 */
export const decodeImage = async (source: ImageSource, options: DecodeOptions = {}): Promise<Raster> => {
  const { maxPixels = DEFAULT_MAX_PIXELS, signal } = options;
  const label = sourceLabel(source);
  const bytes = await readSource(source, signal);
  const picture = await sharpMetadata(bytes, sniffFormat(bytes, label), label);
  const { meta, channels, cmyk } = picture;
  const { width, height } = meta.autoOrient;
  checkPixels(width, height, maxPixels, label);
  signal?.throwIfAborted();
  const pipeline = sharp(bytes, { ...OPEN, ignoreIcc: !cmyk, autoOrient: true });
  let data: Raster['data'];
  try {
    data = await abortable(rawSamples(pipeline, picture), signal);
  } catch (cause) {
    signal?.throwIfAborted();
    throw damaged(label, firstLine(cause), cause);
  }
  if (data.length !== width * height * channels) {
    throw damaged(label, `its header says ${width} x ${height} x ${channels}, which its pixels do not fill`);
  }
  // The profile is copied out of sharp's pool, which would otherwise be kept as long as the raster.
  const icc = cmyk || meta.icc === undefined ? undefined : Uint8Array.from(meta.icc);
  return { width, height, channels, data, icc, density: densityOf(meta, bytes) };
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
