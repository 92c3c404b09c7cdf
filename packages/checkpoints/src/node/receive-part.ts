import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { LongWork } from '@srkit/core';
import { checkpointError } from '../checkpoint-error';
import { MAX_DOWNLOAD_BYTES } from '../limits';
import { showPath } from '../show';
import { bodyChunks } from '../sources/read-body';
import type { BegunDownload } from './begin-download';
import { ioError } from './io-error';

/** Writes what the server sends to the part at `path`, and hashes all of it: what was there and what comes. */
export const receivePart = async (
  url: string,
  path: string,
  { response, start, total }: BegunDownload,
  { onProgress, signal }: LongWork,
): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  const report = (done: number) => onProgress?.({ done, total: total ?? 0, unit: 'bytes' });
  const most = total ?? MAX_DOWNLOAD_BYTES;
  let bytes = start;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, start > 0 ? 'r+' : 'w').catch(ioError(showPath(path)));
    report(0);
    if (start > 0) await hashStart(path, start, hash).catch(ioError(showPath(path)));
    for await (const chunk of response ? bodyChunks(response, url, signal) : []) {
      if (bytes + chunk.byteLength > most) {
        throw checkpointError(
          'E_CHECKPOINT_DOWNLOAD',
          `${url}: the server sends more than the ${most} bytes ${total === undefined ? 'that are allowed' : 'it announced'}. Try again.`,
        );
      }
      await writeAll(handle, chunk, bytes).catch(ioError(showPath(path)));
      hash.update(chunk);
      bytes += chunk.byteLength;
      report(bytes);
    }
    await handle.sync().catch(ioError(showPath(path)));
  } finally {
    // Cancelling what was read to its end, or is being read, is refused; there is nothing to free then.
    await response?.body?.cancel().catch(() => undefined);
    await handle?.close();
  }
  return { bytes, sha256: hash.digest('hex') };
};

const hashStart = async (path: string, bytes: number, hash: Hash): Promise<void> => {
  for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk as Uint8Array);
};

const writeAll = async (handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> => {
  for (let done = 0; done < chunk.byteLength; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.byteLength - done, position + done);
    done += bytesWritten;
  }
};
