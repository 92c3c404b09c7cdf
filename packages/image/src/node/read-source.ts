import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ImageError } from '@srkit/core';
import { concatBytes } from '../concat-bytes';
import { type ImageSource, sourceLabel } from '../image-source';
import { checkEncodedBytes } from '../limits';
import { readBytes } from '../read-bytes';

/** Without it, opening a pipe that nobody writes to would wait for ever. Windows has no such flag and needs none. */
const NO_WAITING = constants.O_NONBLOCK ?? 0;

/** Read at a time beyond the size that the file system states. */
const PIECE_BYTES = 2 ** 20;

/**
 * The encoded bytes of any source. Files are read whole instead of being left to the decoder, whose cache by file
 * name has been seen to give an older WebP after the file was overwritten.
 *
 * @throws ImageError `E_IMAGE_NOT_FOUND`, `E_IMAGE_IS_DIRECTORY`, `E_IMAGE_NOT_A_FILE`, `E_IMAGE_TOO_LARGE` or
 * `E_IMAGE_READ`.
 */
export const readSource = async (source: ImageSource, signal?: AbortSignal): Promise<Uint8Array> => {
  const isFile = typeof source === 'string' || (source instanceof URL && source.protocol === 'file:');
  if (!isFile) return readBytes(source as Exclude<ImageSource, string>, signal);
  const path = typeof source === 'string' ? source : fileURLToPath(source as URL);
  const label = sourceLabel(path);
  signal?.throwIfAborted();
  try {
    return await readRegularFile(path, label, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ImageError) throw cause;
    throw readError(label, cause);
  }
};

/** Memory is taken as bytes arrive: the size that the file system states may be wrong, or 0. */
const readRegularFile = async (path: string, label: string, signal: AbortSignal | undefined) => {
  const file = await open(path, constants.O_RDONLY | NO_WAITING);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw notAFile(label, stats);
    checkEncodedBytes(stats.size, label);
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (let room = stats.size + 1; ; room = PIECE_BYTES) {
      const piece = new Uint8Array(room);
      let filled = 0;
      while (filled < room) {
        signal?.throwIfAborted();
        const { bytesRead } = await file.read(piece, filled, Math.min(room - filled, 2 ** 26), null);
        filled += bytesRead;
        // Less than was asked for, at the size that the file system states, is the end.
        const isWhole = bytesRead > 0 && total === 0 && filled === stats.size;
        if (bytesRead > 0 && !isWhole) continue;
        pieces.push(piece.subarray(0, filled));
        return pieces.length === 1 ? (pieces[0] as Uint8Array) : concatBytes(pieces);
      }
      total += filled;
      checkEncodedBytes(total, label);
      pieces.push(piece);
    }
  } finally {
    await file.close();
  }
};

const notAFile = (label: string, stats: Stats): ImageError => {
  if (stats.isDirectory()) {
    return new ImageError(
      'E_IMAGE_IS_DIRECTORY',
      `${label} is a folder, not a picture. Name a file inside it.`,
    );
  }
  const kind = stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device';
  return new ImageError(
    'E_IMAGE_NOT_A_FILE',
    `${label} is ${kind}, which may never end. Name a file; pictures from a program come by standard input (-).`,
  );
};

const readError = (label: string, cause: unknown): ImageError => {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ImageError('E_IMAGE_NOT_FOUND', `${label} does not exist. Check the path.`, { cause });
    case 'EACCES':
    case 'EPERM':
      return new ImageError(
        'E_IMAGE_READ',
        `${label} may not be read by this user. Change its permissions.`,
        { cause },
      );
    case 'ENXIO':
      return new ImageError(
        'E_IMAGE_NOT_A_FILE',
        `${label} is a socket, which may never end. Name a file; pictures from a program come by standard input (-).`,
        { cause },
      );
    default:
      return new ImageError('E_IMAGE_READ', `${label} cannot be read: ${(cause as Error).message}.`, {
        cause,
      });
  }
};
