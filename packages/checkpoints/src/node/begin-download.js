import { checkpointError } from '../checkpoint-error';
import { MAX_DOWNLOAD_BYTES } from '../limits';
import { show, showPath } from '../show';
import { assertOk, contentLengthOf, contentRangeOf, httpRequest, validatorsOf, } from '../sources/http-request';
import { ioError } from './io-error';
import { ifRangeOf } from './part-file';
// Compressed on the way, neither lengths nor ranges would count the file's own bytes.
const IDENTITY = { 'Accept-Encoding': 'identity' };
/** Asks for the rest of the file if there is a part of the same version, else for all of it. */
export const beginDownload = async (url, part, signal) => {
    const before = await part.resumable(url);
    const ifRange = before && ifRangeOf(before.state);
    if (before === undefined || ifRange === undefined)
        return fromStart(url, part, signal);
    const { bytes, state } = before;
    if (bytes === state.total)
        return { response: undefined, start: bytes, total: bytes };
    const headers = { ...IDENTITY, Range: `bytes=${bytes}-`, 'If-Range': ifRange };
    const response = await httpRequest(url, { headers }, { signal });
    // The server ignores ranges, or the file has changed: this is all of it.
    if (response.status === 200)
        return accept(url, response, part);
    const range = response.status === 206 ? contentRangeOf(response) : undefined;
    if (range?.first === bytes &&
        range.total === state.total &&
        ifRangeOf(validatorsOf(response)) === ifRange) {
        return { response, start: bytes, total: state.total };
    }
    await response.body?.cancel();
    return fromStart(url, part, signal);
};
const fromStart = async (url, part, signal) => accept(url, await httpRequest(url, { headers: IDENTITY }, { signal }), part);
const accept = async (url, response, part) => {
    await assertOk(response, url);
    const total = contentLengthOf(response);
    const type = response.headers.get('content-type') ?? 'no content type';
    try {
        if (response.status !== 200 || /^text\/html/i.test(type)) {
            throw checkpointError('E_CHECKPOINT_DOWNLOAD', `${url}: expected a file, the server answered ${response.status} with ${show(type)}. Open the URL in a browser to see what it says.`);
        }
        if (total !== undefined && total > MAX_DOWNLOAD_BYTES) {
            throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${url}: ${total} bytes; at most ${MAX_DOWNLOAD_BYTES} are downloaded.`);
        }
        const state = total === undefined ? undefined : { url, total, ...validatorsOf(response) };
        await part.remember(state).catch(ioError(showPath(part.path)));
        return { response, start: 0, total };
    }
    catch (error) {
        await response.body?.cancel();
        throw error;
    }
};
