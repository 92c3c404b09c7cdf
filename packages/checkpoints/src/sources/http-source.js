import { checkpointError } from '../checkpoint-error';
import { MAX_BUFFERED_DOWNLOAD_BYTES } from '../limits';
import { assertRange } from './byte-source';
import { assertOk, contentLengthOf, contentRangeOf, httpRequest, isEncoded, validatorsOf, } from './http-request';
import { memorySource } from './memory-source';
import { readBody } from './read-body';
/** First read-ahead: enough for most headers in one request. */
const MIN_WINDOW_BYTES = 64 * 1024;
/** Largest read-ahead: sequential reading of a large file takes few requests, a stray read wastes little. */
const MAX_WINDOW_BYTES = 4 * 1024 * 1024;
/**
 * A file behind a URL, read with HTTP ranges. A server that ignores ranges (answers 200) is read once into
 * memory, up to `MAX_BUFFERED_DOWNLOAD_BYTES`. A file that changes between two requests is an error.
 */
export const openHttpSource = async (url, options) => {
    const response = await httpRequest(url, { headers: rangeHeaders(0, MIN_WINDOW_BYTES) }, options);
    if (response.status === 416) {
        // The only file without a first byte is an empty one.
        await response.body?.cancel();
        return memorySource(new Uint8Array(0), url);
    }
    await assertOk(response, url);
    const range = contentRangeOf(response);
    const total = response.status === 206 ? (range?.total ?? (await lengthByHead(url, options))) : undefined;
    if (total === undefined || isEncoded(response) || (range && range.first !== 0)) {
        return response.status === 206 ? wholeFile(url, response, options) : buffered(url, response, options);
    }
    const head = await readBody(response, url, MIN_WINDOW_BYTES, options.signal);
    if (head.byteLength !== Math.min(total, MIN_WINDOW_BYTES)) {
        throw incomplete(url, Math.min(total, MIN_WINDOW_BYTES), head.byteLength);
    }
    return rangedSource(url, total, validatorsOf(response), head, options.fetch);
};
// A page may not see Content-Range of another origin, but it may see Content-Length, which for HEAD is the total.
const lengthByHead = async (url, options) => {
    const response = await httpRequest(url, { method: 'HEAD' }, options);
    return response.ok ? contentLengthOf(response) : undefined;
};
const wholeFile = async (url, partial, options) => {
    await partial.body?.cancel();
    const response = await httpRequest(url, {}, options);
    await assertOk(response, url);
    return buffered(url, response, options);
};
const buffered = async (url, response, options) => {
    const announced = contentLengthOf(response);
    if (announced !== undefined && announced > MAX_BUFFERED_DOWNLOAD_BYTES) {
        await response.body?.cancel();
        throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${url}: ${announced} bytes, and the server cannot send ranges; at most ${MAX_BUFFERED_DOWNLOAD_BYTES} are held in memory. Download the file and open it from disk.`);
    }
    const bytes = await readBody(response, url, MAX_BUFFERED_DOWNLOAD_BYTES, options.signal);
    if (announced !== undefined && announced !== bytes.byteLength)
        throw incomplete(url, announced, bytes.byteLength);
    return memorySource(bytes, url);
};
const rangedSource = (url, byteLength, validators, head, ownFetch) => {
    let window = { offset: 0, bytes: head };
    let windowBytes = MIN_WINDOW_BYTES;
    const source = {
        label: url,
        byteLength,
        async read(offset, length, signal) {
            assertRange(source, offset, length);
            const held = window;
            const heldEnd = held.offset + held.bytes.byteLength;
            if (offset >= held.offset && offset + length <= heldEnd) {
                return held.bytes.subarray(offset - held.offset, offset - held.offset + length);
            }
            // Read ahead more and more while reads are sequential, as file systems do.
            const sequential = offset >= held.offset && offset <= heldEnd + MIN_WINDOW_BYTES;
            windowBytes = sequential ? Math.min(windowBytes * 2, MAX_WINDOW_BYTES) : MIN_WINDOW_BYTES;
            const size = Math.min(Math.max(length, windowBytes), byteLength - offset);
            const bytes = await readRange(offset, size, signal);
            window = { offset, bytes };
            return bytes.subarray(0, length);
        },
        async close() {
            window = { offset: 0, bytes: new Uint8Array(0) };
        },
    };
    const readRange = async (offset, size, signal) => {
        const options = { fetch: ownFetch, signal };
        const response = await httpRequest(url, { headers: rangeHeaders(offset, size) }, options);
        if (response.status !== 416)
            await assertOk(response, url);
        if (response.status !== 206 || isEncoded(response) || !sameFile(response, offset)) {
            await response.body?.cancel();
            throw checkpointError('E_CHECKPOINT_CHANGED', `${url}: the file changed on the server while it was being read (or the server stopped sending ranges). Open it again.`);
        }
        const bytes = await readBody(response, url, size, signal);
        if (bytes.byteLength !== size)
            throw incomplete(url, size, bytes.byteLength);
        return bytes;
    };
    // Compared here instead of with If-Range, which would need a CORS preflight for every read.
    const sameFile = (response, offset) => {
        const range = contentRangeOf(response);
        const now = validatorsOf(response);
        return ((range === undefined ||
            (range.first === offset && (range.total === undefined || range.total === byteLength))) &&
            now.etag === validators.etag &&
            now.lastModified === validators.lastModified);
    };
    return source;
};
const rangeHeaders = (offset, length) => ({
    Range: `bytes=${offset}-${offset + length - 1}`,
});
const incomplete = (url, expected, got) => checkpointError('E_CHECKPOINT_TRUNCATED', `${url}: expected ${expected} bytes of body, the server sent ${got}. Try again.`);
