import { isAbortError } from '@srkit/core';
import { checkpointError } from '../checkpoint-error';
/** One GET or HEAD. Connection failures become `CheckpointError`; the status is the caller's to judge. */
export const httpRequest = async (url, init, { fetch: ownFetch, signal }) => {
    try {
        return await (ownFetch ?? fetch)(url, { ...init, signal: signal ?? null });
    }
    catch (cause) {
        return networkError(url, signal, cause);
    }
};
/** Rethrows an abort as it is and anything else as `E_CHECKPOINT_NETWORK`. */
export const networkError = (url, signal, cause) => {
    signal?.throwIfAborted();
    if (isAbortError(cause))
        throw cause;
    const detail = cause instanceof Error ? reasonOf(cause) : String(cause);
    throw checkpointError('E_CHECKPOINT_NETWORK', `${url}: the connection failed (${detail}). Try again.`, cause);
};
// Node's fetch says only "fetch failed"; what happened is in the cause.
const reasonOf = (error) => error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
/** Throws for every status that is not 2xx, naming it. */
export const assertOk = async (response, url) => {
    if (response.ok)
        return;
    await response.body?.cancel();
    if (response.status === 404 || response.status === 410) {
        throw checkpointError('E_CHECKPOINT_NOT_FOUND', `${url}: the server answered ${response.status}. Check the URL.`);
    }
    const remedy = response.status === 401 || response.status === 403
        ? 'The server wants a login or forbids access.'
        : 'Try again later.';
    throw checkpointError('E_CHECKPOINT_NETWORK', `${url}: expected status 200 or 206, the server answered ${response.status} ${response.statusText}. ${remedy}`);
};
export const validatorsOf = (response) => ({
    etag: response.headers.get('etag'),
    lastModified: response.headers.get('last-modified'),
});
/** `Content-Range: bytes first-last/total`, or undefined if absent (or hidden from a page by CORS). */
export const contentRangeOf = (response) => {
    const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(response.headers.get('content-range') ?? '');
    if (!match)
        return undefined;
    const total = match[3] === '*' ? undefined : Number(match[3]);
    return { first: Number(match[1]), last: Number(match[2]), total };
};
/** `Content-Length` in bytes, or undefined when absent or when the body is compressed on the way. */
export const contentLengthOf = (response) => {
    const text = response.headers.get('content-length');
    return text !== null && /^\d{1,16}$/.test(text) && !isEncoded(response) ? Number(text) : undefined;
};
/** True if the body is compressed on the way: then neither lengths nor ranges count the file's own bytes. */
export const isEncoded = (response) => !['', 'identity'].includes(response.headers.get('content-encoding') ?? '');
