// The worker that writes pictures, so that it need not wait for the one that computes.
import { decodeImage, type EncodeOptions, encodeImage } from '@srkit/image';
import { serveWorker } from '@srkit/jobs';
import type { PictureMethods } from './protocol';

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

serveWorker<PictureMethods, null, null>(async () => ({
  facts: null,
  methods: {
    formats: async () => ({ value: await writable() }),
    encode: async ({ png, format, quality }) => {
      const raster = await decodeImage(png);
      const options = {
        format: format as EncodeOptions['format'],
        quality,
        // JPEG holds no transparency.
        background: format === 'jpeg' && raster.channels % 2 === 0 ? 'white' : undefined,
      };
      const bytes = await encodeImage(raster, options);
      return { value: new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${format}` }) };
    },
  },
}));
