import { ImageError, SrkitError } from '@srkit/core';
import { firstLine } from './first-line';

/** File systems answer these when there is no room: disk, quota, or the process's own file size limit. */
const FULL = /ENOSPC|EDQUOT|EFBIG|No space left|Disk quota|File too large/i;

/**
 * libvips has one text of errors for all threads, and pictures that fail at the same time take each other's reasons away: a
 * write that failed for none is taken for what it nearly always is.
 */
const FAILED = /write (error|failed)/;
const REASON = /system error: (?!Unknown)/;

const UNWRITABLE = /ENOENT|ENOTDIR|EACCES|EPERM|EROFS|No such file|Permission denied|Read-only/i;

/** The error for a failed write, from Node's error or from libvips' text. */
export const writeError = (path: string, cause: unknown): Error => {
  if (cause instanceof SrkitError) return cause;
  const text = `${(cause as NodeJS.ErrnoException).code ?? ''} ${(cause as Error).message}`;
  if (FULL.test(text) || (FAILED.test(text) && !REASON.test(text))) {
    return new ImageError(
      'E_IMAGE_DISK_FULL',
      `There is no room to write '${path}'; nothing was left behind. Free some space or choose another disk.`,
      { cause },
    );
  }
  if (/ENAMETOOLONG/.test(text)) {
    return new ImageError(
      'E_IMAGE_UNWRITABLE',
      `'${path}' has a name that is longer than the file system allows. Choose a shorter one.`,
      { cause },
    );
  }
  if (UNWRITABLE.test(text)) {
    return new ImageError(
      'E_IMAGE_UNWRITABLE',
      `'${path}' cannot be written: its folder does not exist or may not be written to. Create the folder, or choose another.`,
      { cause },
    );
  }
  return new ImageError(
    'E_IMAGE_ENCODE',
    `'${path}' cannot be written: ${firstLine(cause)}. Try PNG or TIFF, or another disk.`,
    { cause },
  );
};
