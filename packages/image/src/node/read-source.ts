import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ImageError } from '@srkit/core';
import { type ImageSource, sourceLabel } from '../image-source';
import { readBytes } from '../read-bytes';

/**
 * The encoded bytes of any source. Files are read whole instead of being left to the decoder, whose cache by file
 * name has been seen to give an older WebP after the file was overwritten.
 *
 * @throws ImageError `E_IMAGE_NOT_FOUND`, `E_IMAGE_IS_DIRECTORY`, `E_IMAGE_TOO_LARGE` or `E_IMAGE_READ`.
 */
export const readSource = async (source: ImageSource, signal?: AbortSignal): Promise<Uint8Array> => {
  const isFile = typeof source === 'string' || (source instanceof URL && source.protocol === 'file:');
  if (!isFile) return readBytes(source as Exclude<ImageSource, string>, signal);
  const path = typeof source === 'string' ? source : fileURLToPath(source as URL);
  try {
    return await readFile(path, signal === undefined ? {} : { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw readError(sourceLabel(path), cause);
  }
};

const readError = (label: string, cause: unknown): ImageError => {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ImageError('E_IMAGE_NOT_FOUND', `${label} does not exist. Check the path.`, { cause });
    case 'EISDIR':
      return new ImageError(
        'E_IMAGE_IS_DIRECTORY',
        `${label} is a folder, not a picture. Name a file inside it.`,
        { cause },
      );
    case 'EACCES':
    case 'EPERM':
      return new ImageError(
        'E_IMAGE_READ',
        `${label} may not be read by this user. Change its permissions.`,
        {
          cause,
        },
      );
    case 'ERR_FS_FILE_TOO_LARGE':
      return new ImageError(
        'E_IMAGE_TOO_LARGE',
        `${label} is larger than the 2 GiB that can be read. Save it compressed, or cut it into parts.`,
        { cause },
      );
    default:
      return new ImageError('E_IMAGE_READ', `${label} cannot be read: ${(cause as Error).message}.`, {
        cause,
      });
  }
};
