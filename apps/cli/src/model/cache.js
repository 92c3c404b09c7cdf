import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { writeWhole } from '@srkit/core/node';
import envPaths from 'env-paths';
/** Where pulled models lie: `SRKIT_CACHE`, else the platform's cache folder for srkit. */
export const cacheFolder = () => process.env['SRKIT_CACHE'] ? resolve(process.env['SRKIT_CACHE']) : envPaths('srkit', { suffix: '' }).cache;
/** Path of a pulled checkpoint, whether it is there or not. */
export const cachedPath = (fileName, folder = cacheFolder()) => join(folder, fileName);
const digestOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
/** The folder of what is pulled from a URL: servers have many files of one name. */
export const folderOfUrl = (url) => join(cacheFolder(), 'urls', digestOf(url));
const recordsFolder = () => join(cacheFolder(), 'pulled');
const recordPath = (path) => join(recordsFolder(), `${digestOf(resolve(path))}.json`);
const parseRecord = (text) => {
    const { url, path, sha256, bytes } = JSON.parse(text);
    const areTexts = typeof url === 'string' && typeof path === 'string' && typeof sha256 === 'string';
    return areTexts && typeof bytes === 'number' ? { url, path, sha256, bytes } : undefined;
};
const readRecord = (path) => {
    try {
        return parseRecord(readFileSync(path, 'utf8'));
    }
    catch {
        return undefined;
    }
};
/** What is known of a file that was pulled to this path. */
export const recordOf = (path) => readRecord(recordPath(path));
export const writeRecord = async (record) => {
    mkdirSync(recordsFolder(), { recursive: true });
    await writeWhole(recordPath(record.path), JSON.stringify(record), { overwrite: true });
};
/** Everything that was pulled by a URL, in the order of the names. */
export const pulledUrls = () => {
    const urls = join(cacheFolder(), 'urls');
    let names = [];
    try {
        names = readdirSync(recordsFolder());
    }
    catch {
        // Nothing has been pulled yet.
    }
    return names
        .flatMap((name) => readRecord(join(recordsFolder(), name)) ?? [])
        .filter(({ path }) => dirname(dirname(path)) === urls)
        .sort((a, b) => (a.path < b.path ? -1 : 1));
};
/** What was pulled under this file name, with or without its ending. */
export const pulledByName = (name) => pulledUrls().filter(({ path }) => [basename(path), basename(path, extname(path))].includes(name));
