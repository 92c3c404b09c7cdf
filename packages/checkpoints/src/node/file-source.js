import { open, stat } from 'node:fs/promises';
import { checkpointError } from '../checkpoint-error';
import { showPath } from '../show';
import { assertRange } from '../sources/byte-source';
import { ioError } from './io-error';
/** Largest single read call: operating systems cut off near 2 GiB, and abort is noticed between calls. */
const READ_CALL_BYTES = 16 * 1024 * 1024;
/** Opens a regular file for ranged reads. Throws `CheckpointError` if it is missing, a folder, or not readable. */
export const openFileSource = async (path) => {
    const label = showPath(path);
    // Before opening, because opening a pipe would wait for a writer for ever.
    const before = await stat(path).catch(ioError(label));
    if (!before.isFile()) {
        const kind = before.isDirectory() ? 'a folder' : 'not a regular file';
        throw checkpointError('E_CHECKPOINT_IO', `${label} is ${kind}. Give the path of a checkpoint file.`);
    }
    const handle = await open(path, 'r').catch(ioError(label));
    try {
        const { size } = await handle.stat();
        return fileSource(handle, label, size);
    }
    catch (error) {
        await handle.close();
        return ioError(label)(error);
    }
};
const fileSource = (handle, label, byteLength) => {
    const source = {
        label,
        byteLength,
        async read(offset, length, signal) {
            assertRange(source, offset, length);
            const bytes = new Uint8Array(length);
            for (let done = 0; done < length;) {
                signal?.throwIfAborted();
                const part = Math.min(length - done, READ_CALL_BYTES);
                const { bytesRead } = await handle.read(bytes, done, part, offset + done).catch(ioError(label));
                if (bytesRead === 0) {
                    throw checkpointError('E_CHECKPOINT_CHANGED', `${label}: expected ${byteLength} bytes, but the file now ends at ${offset + done}. It was cut while it was open.`);
                }
                done += bytesRead;
            }
            return bytes;
        },
        close: () => handle.close(),
    };
    return source;
};
