import { DatasetError } from '@srkit/core';
import { decodeImage, probeImage, type Raster } from '@srkit/image';

/** A photo as RGB of 8 bits: grey is repeated, alpha left out, 16 bits cut to their upper half. */
export const readPhoto = async (path: string, signal?: AbortSignal): Promise<Raster> => {
  const { width, height, channels, data } = await decodeImage(path, { signal });
  if (channels === 3 && data instanceof Uint8Array) return { width, height, channels, data };
  const shift = data instanceof Uint16Array ? 8 : 0;
  const out = new Uint8Array(width * height * 3);
  for (let i = 0, from = 0, to = 0; i < width * height; i++, from += channels) {
    for (let c = 0; c < 3; c++) out[to++] = data[from + (channels < 3 ? 0 : c)]! >> shift;
  }
  return { width, height, channels: 3, data: out };
};

/**
 * Refuses a photo that is not the one its camera has seen: keypoints would lie elsewhere.
 *
 * @throws DatasetError `E_DATASET_PHOTO_SIZE`; ImageError where it cannot be read.
 */
export const checkPhoto = async (
  path: string,
  camera: { readonly width: number; readonly height: number },
): Promise<void> => {
  const { width, height, orientation } = await probeImage(path);
  if (orientation !== 1) {
    throw new DatasetError(
      'E_DATASET_PHOTO_SIZE',
      `'${path}' is turned by its EXIF orientation (${orientation}), which COLMAP does not look at. Give the photos that 'colmap image_undistorter' wrote.`,
    );
  }
  if (width === camera.width && height === camera.height) return;
  throw new DatasetError(
    'E_DATASET_PHOTO_SIZE',
    `'${path}' has ${width}x${height} pixels, and its camera ${camera.width}x${camera.height}. Give the photos that the reconstruction was made from.`,
  );
};
