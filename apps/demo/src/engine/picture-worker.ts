// The worker that writes pictures and shows parts of large ones, so that neither need wait for the one that computes.
import { decodeImage, type EncodeOptions, encodeImage, probeImage, type Raster } from '@srkit/image';
import { serveWorker } from '@srkit/jobs';
import { piecesOf, screenPixels } from './bitmaps';
import type { NamedPng, PictureMethods } from './protocol';
import { release } from './release';

const FORMATS = ['png', 'jpeg', 'webp', 'avif'] as const;

/** Formats that this browser writes. */
const writable = async (): Promise<string[]> => {
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext('2d');
  const written = await Promise.all(
    FORMATS.map(async (format) => (await canvas.convertToBlob({ type: `image/${format}` })).type),
  );
  return FORMATS.filter((format, i) => written[i] === `image/${format}`);
};

let held: { readonly id: number; readonly raster: Raster } | undefined;

const forget = (): void => {
  if (held) release(held.raster);
  held = undefined;
};

/** The pixels of a picture; those of the one before are let go first, since two may not fit into memory. */
const rasterOf = async ({ id, png }: NamedPng): Promise<Raster> => {
  if (held?.id === id) return held.raster;
  forget();
  const raster = await decodeImage(png);
  held = { id, raster };
  return raster;
};

serveWorker<PictureMethods, null, null>(async () => ({
  facts: null,
  methods: {
    formats: async () => ({ value: await writable() }),
    pixels: async (file) => {
      const { width, height } = await probeImage(file);
      return { value: width * height };
    },
    encode: async ({ format, quality, ...picture }) => {
      const raster = held?.id === picture.id ? held.raster : await decodeImage(picture.png);
      const options = {
        format: format as EncodeOptions['format'],
        quality,
        // JPEG holds no transparency.
        background: format === 'jpeg' && raster.channels % 2 === 0 ? 'white' : undefined,
      };
      const bytes = await encodeImage(raster, options);
      return { value: new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${format}` }) };
    },
    overview: async (picture) => {
      const raster = await rasterOf(picture);
      const pieces = await Promise.all(piecesOf(raster, { ...raster, x: 0, y: 0 }, true));
      return { value: pieces, transfer: pieces.map(({ bitmap }) => bitmap) };
    },
    part: async ({ area, ...picture }) => {
      const bitmap = await createImageBitmap(screenPixels(await rasterOf(picture), area, true));
      return { value: bitmap, transfer: [bitmap] };
    },
    forget: async () => {
      forget();
      return { value: null };
    },
  },
}));
