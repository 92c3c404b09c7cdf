import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type LongWork, refuseUnknownKeys } from '@srkit/core';
import { checkpointError } from '../checkpoint-error';
import { show, showPath } from '../show';
import { beginDownload } from './begin-download';
import { ioError } from './io-error';
import { PartFile } from './part-file';
import { receivePart } from './receive-part';
import { assertFree, syncFolder } from './write-file-whole';

export interface DownloadOptions extends LongWork {
  /** Expected SHA-256 in hexadecimal; other bytes are thrown away. */
  readonly sha256?: string | undefined;
  /** Replace a file that exists; otherwise `E_CHECKPOINT_EXISTS` is thrown. */
  readonly overwrite?: boolean | undefined;
}

export interface Download {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  /** True if an earlier, interrupted download was gone on with. */
  readonly resumed: boolean;
}

/**
 * Downloads a file over HTTP. The bytes go to `<path>.part`, which an abort or a broken connection leaves for the
 * next call to go on with, if the server can send ranges and says (ETag, Last-Modified) that the file is the
 * same; else it starts again. Length and SHA-256 are checked before the file gets its name. One call makes one
 * attempt; the folder must exist; two calls for one path must not run at once. At most `MAX_DOWNLOAD_BYTES`.
 * Throws `CheckpointError`, or the signal's reason.
 */
export const downloadFile = async (
  url: string,
  path: string,
  options: DownloadOptions = {},
): Promise<Download> => {
  refuseUnknownKeys('downloadFile', options, ['sha256', 'overwrite', 'onProgress', 'signal']);
  const { sha256: expected, overwrite = false, ...work } = options;
  await assertFree(path, overwrite);
  const part = new PartFile(path);
  const begun = await beginDownload(url, part, work.signal);
  const { bytes, sha256 } = await receivePart(url, part.path, begun, work);
  if (begun.total !== undefined && bytes !== begun.total) {
    throw checkpointError(
      'E_CHECKPOINT_DOWNLOAD',
      `${url}: expected ${begun.total} bytes, got ${bytes}. Call again to go on from there.`,
    );
  }
  if (expected !== undefined && expected.toLowerCase() !== sha256) {
    await part.discard();
    throw checkpointError(
      'E_CHECKPOINT_SHA256',
      `${url}: expected SHA-256 ${show(expected)}, the ${bytes} bytes received have ${sha256}. They were thrown away.`,
    );
  }
  await assertFree(path, overwrite);
  await rename(part.path, path).catch(ioError(showPath(path)));
  await syncFolder(dirname(path));
  await part.forget();
  return { path, bytes, sha256, resumed: begun.start > 0 };
};
