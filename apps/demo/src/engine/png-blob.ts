import { encodeImage, type Raster } from '@srkit/image';

/** A picture as a PNG that the browser may keep on its disk. */
export const pngBlob = async (raster: Raster): Promise<Blob> => {
  const bytes = await encodeImage(raster, { format: 'png' });
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/png' });
};
