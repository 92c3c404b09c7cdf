import { ImageError, type Raster } from '@srkit/core';
import { FORMAT_NAME } from '../image-format';

/** Rows handed to the canvas at a time, so that the RGBA copy stays small. */
const STRIP_ROWS = 256;

/**
 * Encodes 8-bit samples with the browser's codec.
 *
 * @param quality 1..100.
 * @throws ImageError `E_IMAGE_FORMAT_LIMIT` when the browser makes no canvas of that size, `E_IMAGE_UNSUPPORTED`
 * when it lacks the codec.
 */
export const platformEncode = async (
  raster: Raster & { readonly data: Uint8Array },
  format: 'jpeg' | 'webp' | 'avif',
  quality: number,
): Promise<Uint8Array> => {
  const { width, height } = raster;
  let blob: Blob;
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { alpha: format !== 'jpeg' });
    if (context === null) throw new Error('no 2D context');
    for (let top = 0; top < height; top += STRIP_ROWS) {
      context.putImageData(strip(raster, top, Math.min(STRIP_ROWS, height - top)), 0, top);
    }
    blob = await canvas.convertToBlob({ type: `image/${format}`, quality: quality / 100 });
  } catch (cause) {
    throw new ImageError(
      'E_IMAGE_FORMAT_LIMIT',
      `This browser cannot encode ${width} x ${height} pixels as ${FORMAT_NAME[format]}. Write PNG, or make the picture smaller.`,
      { cause },
    );
  }
  // A browser without the codec answers with PNG instead of an error.
  if (blob.type !== `image/${format}`) {
    throw new ImageError(
      'E_IMAGE_UNSUPPORTED',
      `This browser does not write ${FORMAT_NAME[format]}. Write PNG${format === 'avif' ? ', JPEG or WebP' : ''}.`,
    );
  }
  return new Uint8Array(await blob.arrayBuffer());
};

const strip = (raster: Raster & { readonly data: Uint8Array }, top: number, rows: number): ImageData => {
  const { width, channels, data } = raster;
  const image = new ImageData(width, rows);
  const rgba = image.data;
  const colour = channels > 2 ? 1 : 0;
  let from = top * width * channels;
  for (let i = 0; i < rgba.length; i += 4, from += channels) {
    rgba[i] = data[from] as number;
    rgba[i + 1] = data[from + colour] as number;
    rgba[i + 2] = data[from + 2 * colour] as number;
    rgba[i + 3] = channels % 2 === 0 ? (data[from + channels - 1] as number) : 255;
  }
  return image;
};
