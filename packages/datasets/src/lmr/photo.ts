import { DatasetError } from '@srkit/core';
import { decodeImage, probeImage, type Raster } from '@srkit/image';
import { rgb8 } from '../pictures/rgb8';

/** A photo as RGB of 8 bits, without alpha. */
export const readPhoto = async (path: string, signal?: AbortSignal): Promise<Raster> =>
  rgb8(await decodeImage(path, { offerTolerant: false, signal }));

/**
 * Refuses a photo that is not the one its camera has seen: keypoints would lie elsewhere.
 *
 * @throws DatasetError `E_DATASET_PHOTO_SIZE`; ImageError where it cannot be read.
 */
export const checkPhoto = async (
  path: string,
  camera: { readonly width: number; readonly height: number },
  mayBeTurned: boolean,
): Promise<void> => {
  const { width, height, orientation } = await probeImage(path);
  if (orientation !== 1 && !mayBeTurned) {
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
