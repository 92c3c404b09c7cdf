import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type LongWork, refuseUnknownKeys } from '@srkit/core';
import { removeLeftovers, withLock } from '@srkit/core/node';
import { checkpointError } from '../checkpoint-error';
import { show, showPath } from '../show';
import { type BegunDownload, beginDownload } from './begin-download';
import { DEFAULT_SILENCE_MS, Deadline } from './deadline';
import { ioError } from './io-error';
import { PartFile } from './part-file';
import { receivePart } from './receive-part';
import { assertFree, syncFolder } from './write-file-whole';

export interface DownloadOptions extends LongWork {
  /** Expected SHA-256 in hexadecimal; other bytes are thrown away. */
  readonly sha256?: string | undefined;
  /** Replace a file that exists; otherwise `E_CHECKPOINT_EXISTS` is thrown. */
  readonly overwrite?: boolean | undefined;
  /** Looks at the whole file before it gets its name. What it rejects is thrown away, and the error passed on. */
  readonly check?: ((received: Received) => Promise<void>) | undefined;
  /** Milliseconds without a word from the server, from the connection on, after which it is given up. Default 30,000. */
  readonly silence?: number | undefined;
  /** Called once when another process downloads to the same path, which is waited for. */
  readonly onWait?: (() => void) | undefined;
}

const KEYS: readonly (keyof DownloadOptions)[] = [
  'sha256',
  'overwrite',
  'check',
  'silence',
  'onWait',
  'onProgress',
  'signal',
];

export interface Download {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  /** True if an earlier, interrupted download was gone on with. */
  readonly resumed: boolean;
}

/** What was received, before it has its name. */
export interface Received {
  /** The file it lies in for now. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Hashes what is on the disk, and not what was thought to be written. */
const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch(ioError(showPath(path)));
  return hash.digest('hex');
};

/** One attempt, by whoever holds the lock. */
const attempt = async (
  url: string,
  path: string,
  {
    sha256: expected,
    overwrite = false,
    check,
    silence = DEFAULT_SILENCE_MS,
    onProgress,
    signal,
  }: DownloadOptions,
): Promise<Download> => {
  // Another process may have been quicker.
  await assertFree(path, overwrite);
  const part = new PartFile(path);
  const deadline = new Deadline(url, silence, signal);
  let begun: BegunDownload;
  let bytes: number;
  try {
    begun = await beginDownload(url, part, deadline.signal);
    const work = { onProgress, signal: deadline.signal };
    ({ bytes } = await receivePart(url, part, begun, work, () => deadline.touch()));
  } finally {
    deadline.end();
  }
  if (begun.total !== undefined && bytes !== begun.total) {
    throw checkpointError(
      'E_CHECKPOINT_DOWNLOAD',
      `${url}: expected ${begun.total} bytes, got ${bytes}. Call again to go on from there.`,
    );
  }
  const sha256 = await hashOf(part.path);
  if (expected !== undefined && expected.toLowerCase() !== sha256) {
    await part.discard();
    throw checkpointError(
      'E_CHECKPOINT_SHA256',
      `${url}: expected SHA-256 ${show(expected)}, the ${bytes} bytes received have ${sha256}. They were thrown away.`,
    );
  }
  await check?.({ path: part.path, bytes, sha256 }).catch(async (error: unknown) => {
    await part.discard();
    throw error;
  });
  await assertFree(path, overwrite);
  await rename(part.path, path).catch(ioError(showPath(path)));
  await syncFolder(dirname(path));
  await part.forget();
  return { path, bytes, sha256, resumed: begun.start > 0 };
};

/**
 * Downloads a file over HTTP. The bytes go to `<path>.part`, which an abort or a broken connection leaves for the
 * next call to go on with, if the server can send ranges and says (ETag, Last-Modified) that the file is the
 * same; else it starts again. Length, SHA-256 (of what is on the disk) and `check` are satisfied before the file gets
 * its name. One call makes one attempt; the folder must exist; calls of several processes for one path follow each
 * other. At most `MAX_DOWNLOAD_BYTES`. Throws `CheckpointError`, or the signal's reason.
 */
export const downloadFile = async (
  url: string,
  path: string,
  options: DownloadOptions = {},
): Promise<Download> => {
  refuseUnknownKeys('downloadFile', options, KEYS);
  await assertFree(path, options.overwrite ?? false);
  try {
    const alone = async () => {
      // Of a download that was killed while it noted how far it was.
      await removeLeftovers(dirname(path));
      return attempt(url, path, options);
    };
    return await withLock(path, alone, {
      onWait: options.onWait,
      signal: options.signal,
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    return ioError(showPath(path))(error);
  }
};
