import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDone } from './records';
export const JOURNAL_ENDING = '.jsonl';
/** Journals are written by this program alone; a larger one is none. 256 MiB are about a million items. */
const MAX_JOURNAL_BYTES = 256 * 2 ** 20;
/** Reads what has been added to the journals of a folder since it last looked. */
export class JournalReader {
    #folder;
    /** Bytes of each journal that have been read: whole lines. */
    #read = new Map();
    constructor(folder) {
        this.#folder = folder;
    }
    /** Calls `take` with each new record; what is no record is left out. */
    async update(take) {
        const names = await readdir(this.#folder).catch(() => []);
        for (const name of names.filter((each) => each.endsWith(JOURNAL_ENDING)))
            await this.#one(name, take);
    }
    async #one(name, take) {
        const handle = await open(join(this.#folder, name), 'r').catch(() => undefined);
        if (!handle)
            return;
        try {
            const start = this.#read.get(name) ?? 0;
            const { size } = await handle.stat();
            if (size <= start || size > MAX_JOURNAL_BYTES)
                return;
            const { buffer, bytesRead } = await handle.read({
                buffer: Buffer.alloc(size - start),
                position: start,
            });
            const text = buffer.subarray(0, bytesRead);
            // The last line may still be on its way.
            const end = text.lastIndexOf('\n') + 1;
            this.#read.set(name, start + end);
            for (const line of text.toString('utf8', 0, end).split('\n')) {
                const record = parseDone(line);
                if (record)
                    take(record);
            }
        }
        finally {
            await handle.close();
        }
    }
}
