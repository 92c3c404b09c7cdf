import type { Raster } from '@srkit/core';
import { colourProfile } from '../color/colour-profile';
import { statedColours } from '../color/stated-colours';
import { damageNote, partlyDamaged } from '../damaged';
import { checkedDecodeOptions, type DecodeOptions } from '../decode-options';
import type { ImageSource } from '../image-source';
import { checkJpeg } from '../jpeg/check-jpeg';
import { checkPixels } from '../limits';
import { readMetadata } from '../metadata/read-metadata';
import { pagesAndNotes } from '../notes';
import { orientRaster } from '../orient-raster';
import { decodePng } from '../png/decode-png';
import { openPicture } from './open-picture';
import { platformDecode } from './platform-decode';

/**
 * Decodes a picture to its own sample values, upright. PNG is decoded here, so that 16 bit, grey and the colour
 * below transparency are exact; the other formats by the browser, with colour conversion and premultiplication
 * off.
 *
 * @throws ImageError `E_IMAGE_TOO_LARGE` before decoding, `E_IMAGE_DAMAGED`, `E_IMAGE_UNSUPPORTED` and the other
 * codes the README lists; `signal.reason` when aborted.
 */
export const decodeImage = async (source: ImageSource, options: DecodeOptions = {}): Promise<Raster> => {
  const { maxPixels, tolerant, offerTolerant, signal } = checkedDecodeOptions(options);
  const { label, bytes, header } = await openPicture(source, signal);
  checkPixels(header.width, header.height, maxPixels, label);
  const notes: string[] = [];
  if (header.format === 'jpeg') {
    const checked = checkJpeg(bytes);
    if (checked?.damage !== undefined) {
      if (!tolerant) throw partlyDamaged(label, checked.damage, offerTolerant);
      notes.push(damageNote(checked.damage));
    }
    notes.push(...(checked?.notes ?? []));
  }
  const stored =
    header.png === undefined
      ? await platformDecode(bytes, header, label, signal)
      : await decodePng(header.png, label, signal);
  signal?.throwIfAborted();
  const metadata = await readMetadata(bytes, header.format);
  const stated = statedColours(bytes, header.format);
  notes.push(...stated.notes);
  const colour = header.png || header.icc ? undefined : stated.colour;
  const icc = colour && colourProfile(colour, stored.channels);
  return {
    ...orientRaster(stored, header.orientation),
    ...(colour && { colour }),
    ...(icc && { icc }),
    ...(metadata && { metadata }),
    ...pagesAndNotes(header.format, header.pages, notes),
  };
};
