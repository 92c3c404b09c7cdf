import { checkpointError } from '../checkpoint-error';
import { MAX_DOWNLOAD_BYTES } from '../limits';
import { showPath } from '../show';
import { bodyChunks } from '../sources/read-body';
import { ioError } from './io-error';
/** Writes what the server sends to the part. @param touch called whenever there is something. */
export const receivePart = async (url, part, { response, start, total }, { onProgress, signal }, touch) => {
    const { path } = part;
    const report = (done) => onProgress?.({ done, total: total ?? 0, unit: 'bytes' });
    const most = total ?? MAX_DOWNLOAD_BYTES;
    let bytes = start;
    let handle;
    try {
        handle = await part.open(start).catch(ioError(showPath(path)));
        report(0);
        for await (const chunk of response ? bodyChunks(response, url, signal) : []) {
            if (bytes + chunk.byteLength > most) {
                throw checkpointError('E_CHECKPOINT_DOWNLOAD', `${url}: the server sends more than the ${most} bytes ${total === undefined ? 'that are allowed' : 'it announced'}. Try again.`);
            }
            await writeAll(handle, chunk, bytes).catch(ioError(showPath(path)));
            touch();
            bytes += chunk.byteLength;
            report(bytes);
        }
        await handle.sync().catch(ioError(showPath(path)));
    }
    finally {
        // Cancelling what was read to its end, or is being read, is refused; there is nothing to free then.
        await response?.body?.cancel().catch(() => undefined);
        await handle?.close();
    }
    return { bytes };
};
const writeAll = async (handle, chunk, position) => {
    for (let done = 0; done < chunk.byteLength;) {
        const { bytesWritten } = await handle.write(chunk, done, chunk.byteLength - done, position + done);
        done += bytesWritten;
    }
};
