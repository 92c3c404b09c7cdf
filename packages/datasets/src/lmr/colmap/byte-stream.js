import { open } from 'node:fs/promises';
import { DatasetError } from '@srkit/core';
/** Bytes in memory at once, and most that are taken at once. */
const CHUNK = 4 * 2 ** 20;
/** Reads a binary file front to back through one buffer, whatever its size. */
export class ByteStream {
    #handle;
    #buffer = Buffer.alloc(CHUNK);
    path;
    size;
    /** Offset in the file of the buffer's first byte. */
    #base = 0;
    #length = 0;
    #at = 0;
    constructor(handle, path, size) {
        this.#handle = handle;
        this.path = path;
        this.size = size;
    }
    /** Opens a file, lets `read` have it, and closes it. */
    static async using(path, read) {
        const handle = await open(path, 'r').catch((cause) => {
            throw new DatasetError('E_DATASET_UNREADABLE', `'${path}' cannot be read (${cause.code}).`, { cause });
        });
        try {
            return await read(new ByteStream(handle, path, (await handle.stat()).size));
        }
        finally {
            await handle.close();
        }
    }
    /** Offset of what is read next. */
    get offset() {
        return this.#base + this.#at;
    }
    get left() {
        return this.size - this.offset;
    }
    /** Place in the file, for messages. */
    where() {
        return `'${this.path}', byte ${this.offset}`;
    }
    /**
     * The next bytes, at most 4 MiB; good until the next call.
     *
     * @throws DatasetError `E_DATASET_TRUNCATED` when the file has fewer.
     */
    async take(bytes) {
        if (this.#at + bytes > this.#length)
            await this.#fill(bytes);
        const view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset + this.#at, bytes);
        this.#at += bytes;
        return view;
    }
    async #fill(bytes) {
        if (bytes > this.left) {
            throw new DatasetError('E_DATASET_TRUNCATED', `${this.where()}: ${bytes} bytes are expected and the file has ${this.left} more. Copy or reconstruct it anew.`);
        }
        this.#buffer.copyWithin(0, this.#at, this.#length);
        this.#base += this.#at;
        this.#length -= this.#at;
        this.#at = 0;
        while (this.#length < bytes) {
            const free = CHUNK - this.#length;
            const { bytesRead } = await this.#handle.read(this.#buffer, this.#length, free, this.#base + this.#length);
            if (bytesRead === 0) {
                throw new DatasetError('E_DATASET_TRUNCATED', `'${this.path}' has become shorter while it was read.`);
            }
            this.#length += bytesRead;
        }
    }
    /** Passes over bytes, of which the file must have so many. */
    async skip(bytes) {
        for (let rest = bytes; rest > 0; rest -= CHUNK)
            await this.take(Math.min(rest, CHUNK));
    }
    /**
     * A count in front of records of at least so many bytes each.
     *
     * @throws DatasetError `E_DATASET_COUNT` when the file has no room for so many.
     */
    async count(what, atLeast) {
        const where = this.where();
        const view = await this.take(8);
        const count = view.getBigUint64(0, true);
        const room = Math.floor(this.left / atLeast);
        if (count <= BigInt(room))
            return Number(count);
        const text = where.endsWith(', byte 0') && view.getUint8(0) === '#'.charCodeAt(0);
        const hint = text ? 'It begins like a text file: rename it to .txt.' : 'Copy or reconstruct it anew.';
        throw new DatasetError('E_DATASET_COUNT', `${where}: the file says ${count} ${what} and has room for ${room}. ${hint}`);
    }
    /** Bytes up to a zero, as UTF-8. @throws DatasetError `E_DATASET_COLMAP` when none comes soon. */
    async text(most) {
        const where = this.where();
        const bytes = [];
        while (bytes.length <= most) {
            const byte = (await this.take(1)).getUint8(0);
            if (byte === 0)
                return Buffer.from(bytes).toString('utf8');
            bytes.push(byte);
        }
        throw new DatasetError('E_DATASET_COLMAP', `${where}: a name of more than ${most} bytes.`);
    }
}
/** An unsigned 64-bit integer as a number: -1 for all ones, NaN for one that a number cannot hold. */
export const readId = (view, offset) => {
    const low = view.getUint32(offset, true);
    const high = view.getUint32(offset + 4, true);
    if (high === 0xffffffff && low === 0xffffffff)
        return -1;
    return high < 2 ** 21 ? high * 2 ** 32 + low : Number.NaN;
};
