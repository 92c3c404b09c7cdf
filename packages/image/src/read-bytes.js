import { ImageError } from '@srkit/core';
import { concatBytes } from './concat-bytes';
import { sourceLabel } from './image-source';
import { checkEncodedBytes } from './limits';
/**
 * The encoded bytes of a source that needs no file system.
 *
 * @throws ImageError `E_IMAGE_NOT_FOUND` or `E_IMAGE_READ` when a URL does not answer, `E_IMAGE_TOO_LARGE`.
 */
export const readBytes = async (source, signal) => {
    signal?.throwIfAborted();
    if (source instanceof Uint8Array)
        return source;
    if (source instanceof ArrayBuffer)
        return new Uint8Array(source);
    const label = sourceLabel(source);
    if (source instanceof URL)
        return download(source, label, signal);
    checkEncodedBytes(source.size, label);
    try {
        return new Uint8Array(await source.arrayBuffer());
    }
    catch (cause) {
        throw new ImageError('E_IMAGE_READ', `${label} cannot be read. Choose the file again.`, { cause });
    }
};
const download = async (url, label, signal) => {
    let response;
    try {
        response = await fetch(url, signal === undefined ? {} : { signal });
    }
    catch (cause) {
        signal?.throwIfAborted();
        throw new ImageError('E_IMAGE_READ', `${label} cannot be fetched. Check the address, the network and, in a page, that the server allows this origin.`, { cause });
    }
    if (!response.ok || response.body === null) {
        throw new ImageError(response.status === 404 ? 'E_IMAGE_NOT_FOUND' : 'E_IMAGE_READ', `${label} cannot be fetched: the server answered ${response.status} ${response.statusText}. Check the address.`);
    }
    checkEncodedBytes(Number(response.headers.get('content-length') ?? 0), label);
    const pieces = [];
    let size = 0;
    const reader = response.body.getReader();
    for (;;) {
        const { done, value } = await reader.read();
        if (done)
            return concatBytes(pieces);
        size += value.length;
        checkEncodedBytes(size, label);
        pieces.push(value);
    }
};
