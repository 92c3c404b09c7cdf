import { constants } from 'node:fs';
import { lstat, open, readFile, rm } from 'node:fs/promises';
import { writeWhole } from '@srkit/core/node';
/** A download that is under way: `<path>.part` holds the bytes, `<path>.part.json` says of what. */
export class PartFile {
    path;
    #statePath;
    constructor(finalPath) {
        this.path = `${finalPath}.part`;
        this.#statePath = `${finalPath}.part.json`;
    }
    /** What can be gone on with: bytes that are there, of a file the server can recognise. */
    async resumable(url) {
        try {
            const found = await lstat(this.path);
            // Somebody else's link is nothing to go on with, nor to follow.
            if (!found.isFile())
                return undefined;
            const { size } = found;
            const state = JSON.parse(await readFile(this.#statePath, 'utf8'));
            return isPartState(state) && state.url === url && size > 0 && size <= state.total
                ? { bytes: size, state }
                : undefined;
        }
        catch {
            // No part, or one that nothing is known about: the download starts at the beginning.
            return undefined;
        }
    }
    /** Notes what the part is of; a server that names no version makes it impossible to resume. */
    async remember(state) {
        if (state)
            await writeWhole(this.#statePath, JSON.stringify(state), { overwrite: true });
        else
            await rm(this.#statePath, { force: true });
    }
    /** Opens the part for writing from `start` on; a new one, and no link's target, where nothing is kept. */
    async open(start) {
        const { O_RDWR, O_CREAT, O_EXCL } = constants;
        const noFollow = constants.O_NOFOLLOW ?? 0;
        if (start > 0)
            return open(this.path, O_RDWR | noFollow);
        await rm(this.path, { force: true });
        return open(this.path, O_RDWR | O_CREAT | O_EXCL | noFollow, 0o666);
    }
    async forget() {
        await rm(this.#statePath, { force: true });
    }
    async discard() {
        await rm(this.path, { force: true });
        await this.forget();
    }
}
const isPartState = (value) => {
    if (typeof value !== 'object' || value === null)
        return false;
    const { url, total, etag, lastModified } = value;
    const isText = (field) => field === null || typeof field === 'string';
    return typeof url === 'string' && Number.isSafeInteger(total) && isText(etag) && isText(lastModified);
};
/** The `If-Range` value for a version: a strong ETag, else the date; undefined if there is neither. */
export const ifRangeOf = ({ etag, lastModified }) => etag !== null && !etag.startsWith('W/') ? etag : (lastModified ?? undefined);
