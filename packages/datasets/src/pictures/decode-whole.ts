import { ImageError, type Raster } from '@srkit/core';
import { decodeImage, type ImageSource } from '@srkit/image';

/** What the decoder offers besides; sets and their preparation take whole pictures alone. */
const OFFER = /, or read what there is with \{ tolerant: true \} \(--tolerant\)/;

/** Decodes a picture that has to be whole. @throws ImageError whose advice can be followed here; `signal.reason`. */
export const decodeWhole = async (source: ImageSource, signal?: AbortSignal): Promise<Raster> => {
  try {
    return await decodeImage(source, { signal });
  } catch (error) {
    if (!(error instanceof ImageError) || !OFFER.test(error.message)) throw error;
    throw new ImageError(error.code, error.message.replace(OFFER, ''), { cause: error });
  }
};
