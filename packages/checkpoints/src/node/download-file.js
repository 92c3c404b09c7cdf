import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { refuseUnknownKeys } from '@srkit/core';
import { withLock } from '@srkit/core/node';
import { checkpointError } from '../checkpoint-error';
import { show, showPath } from '../show';
import { beginDownload } from './begin-download';
import { DEFAULT_SILENCE_MS, Deadline } from './deadline';
import { ioError } from './io-error';
import { PartFile } from './part-file';
import { receivePart } from './receive-part';
import { assertFree, syncFolder } from './write-file-whole';
const KEYS = [
    'sha256',
    'overwrite',
    'check',
    'silence',
    'onWait',
    'onProgress',
    'signal',
];
/** Hashes what is on the disk, and not what was thought to be written. */
const hashOf = async (path) => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash).catch(ioError(showPath(path)));
    return hash.digest('hex');
};
/** One attempt, by whoever holds the lock. */
const attempt = async (url, path, { sha256: expected, overwrite = false, check, silence = DEFAULT_SILENCE_MS, onProgress, signal, }) => {
    // Another process may have been quicker.
    await assertFree(path, overwrite);
    const part = new PartFile(path);
    const deadline = new Deadline(url, silence, signal);
    let begun;
    let bytes;
    try {
        begun = await beginDownload(url, part, deadline.signal);
        const work = { onProgress, signal: deadline.signal };
        ({ bytes } = await receivePart(url, part, begun, work, () => deadline.touch()));
    }
    finally {
        deadline.end();
    }
    if (begun.total !== undefined && bytes !== begun.total) {
        throw checkpointError('E_CHECKPOINT_DOWNLOAD', `${url}: expected ${begun.total} bytes, got ${bytes}. Call again to go on from there.`);
    }
    const sha256 = await hashOf(part.path);
    if (expected !== undefined && expected.toLowerCase() !== sha256) {
        await part.discard();
        throw checkpointError('E_CHECKPOINT_SHA256', `${url}: expected SHA-256 ${show(expected)}, the ${bytes} bytes received have ${sha256}. They were thrown away.`);
    }
    await check?.({ path: part.path, bytes, sha256 }).catch(async (error) => {
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
export const downloadFile = async (url, path, options = {}) => {
    refuseUnknownKeys('downloadFile', options, KEYS);
    await assertFree(path, options.overwrite ?? false);
    try {
        return await withLock(path, () => attempt(url, path, options), {
            onWait: options.onWait,
            signal: options.signal,
        });
    }
    catch (error) {
        options.signal?.throwIfAborted();
        return ioError(showPath(path))(error);
    }
};
