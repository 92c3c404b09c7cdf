import { checkpointError } from '../checkpoint-error';
import { networkError } from './http-request';
/** Chunks of a response's body; a dropped connection becomes `CheckpointError`, an early exit cancels the rest. */
export async function* bodyChunks(response, url, signal) {
    const reader = response.body?.getReader();
    if (!reader)
        return;
    try {
        for (;;) {
            const { done, value } = await reader.read().catch((cause) => networkError(url, signal, cause));
            if (done)
                return;
            signal?.throwIfAborted();
            yield value;
        }
    }
    finally {
        // After a clean end this does nothing; its own failure must not hide the first one.
        await reader.cancel().catch(() => undefined);
    }
}
/** A whole body of at most `limit` bytes. */
export const readBody = async (response, url, limit, signal) => {
    const chunks = [];
    let length = 0;
    for await (const chunk of bodyChunks(response, url, signal)) {
        length += chunk.byteLength;
        if (length > limit) {
            throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${url}: the server sends more than the ${limit} bytes that may be held in memory. Download the file and open it from disk.`);
        }
        chunks.push(chunk);
    }
    const bytes = new Uint8Array(length);
    let offset = 0;
    for (const chunk of chunks) {
        bytes.set(chunk, offset);
        offset += chunk.byteLength;
    }
    return bytes;
};
