import { DatasetError, ImageError, type Raster } from '@srkit/core';
import { decodeImage } from '@srkit/image';
import { rgb8 } from '../pictures/rgb8';
import { missing, type Store } from './store';

const PICTURE = /\.(png|jpe?g|webp|avif|tiff?|gif|bmp)$/i;

/** Whether a file is taken for a picture, by its name. */
export const isPictureName = (name: string): boolean => PICTURE.test(name);

/**
 * A picture of a set, RGB of 8 bits.
 *
 * @throws DatasetError `E_DATASET_MISSING`, or `E_DATASET_PICTURE` for one that cannot be decoded; `signal.reason`.
 */
export const readPicture = async (store: Store, name: string, signal?: AbortSignal): Promise<Raster> => {
  const known = store.decoded?.get(name);
  if (known) return known;
  const quick = store.decodedNow?.(name);
  if (quick) {
    const picture = rgb8(quick);
    store.decoded?.put(name, picture);
    return picture;
  }
  const source = await store.source(name, signal);
  try {
    const picture = rgb8(await decodeImage(source, { offerTolerant: false, signal }));
    store.decoded?.put(name, picture);
    return picture;
  } catch (cause) {
    signal?.throwIfAborted();
    if (!(cause instanceof ImageError)) throw cause;
    if (cause.code === 'E_IMAGE_NOT_FOUND') throw missing(name, store.label, cause);
    // Of a file the decoder has named the path.
    const place = typeof source === 'string' ? '' : `'${name}' of ${store.label}: `;
    throw new DatasetError('E_DATASET_PICTURE', place + cause.message, { cause });
  }
};
