import { createReadStream } from 'node:fs';
import { DatasetError } from '@srkit/core';
/** Longest line: the keypoints of one photo, as many as are read at all, do not fill it. */
const MAX_LINE_BYTES = 2 ** 28;
/**
 * The lines of a text file, one in memory at a time; a byte order mark and carriage returns are passed over.
 *
 * @throws DatasetError `E_DATASET_UNREADABLE`; `E_DATASET_COLMAP` for a line with zero bytes or of more than 256 MiB.
 */
export async function* textLines(path, signal) {
    let parts = [];
    let length = 0;
    let number = 0;
    const line = (end) => {
        const bytes = parts.length > 0 ? Buffer.concat([...parts, end]) : end;
        parts = [];
        length = 0;
        number++;
        if (bytes.includes(0)) {
            throw new DatasetError('E_DATASET_COLMAP', `'${path}', line ${number}: zero bytes, which no text has. Where the file is in COLMAP's binary form, rename it to .bin.`);
        }
        const text = bytes.toString('utf8').replace(/\r$/, '');
        return { text: number === 1 ? text.replace(/^\u{feff}/u, '') : text, number };
    };
    try {
        for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20, signal })) {
            const bytes = chunk;
            let start = 0;
            for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
                yield line(bytes.subarray(start, end));
                start = end + 1;
            }
            const rest = bytes.subarray(start);
            length += rest.length;
            if (length > MAX_LINE_BYTES) {
                throw new DatasetError('E_DATASET_COLMAP', `'${path}', line ${number + 1} has more than ${MAX_LINE_BYTES} bytes.`);
            }
            if (rest.length > 0)
                parts.push(rest);
        }
    }
    catch (cause) {
        signal?.throwIfAborted();
        const { code } = cause;
        if (cause instanceof DatasetError)
            throw cause;
        throw new DatasetError('E_DATASET_UNREADABLE', `'${path}' cannot be read (${code}).`, { cause });
    }
    if (parts.length > 0)
        yield line(Buffer.alloc(0));
}
