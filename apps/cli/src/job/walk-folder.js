import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
export const pathOf = ({ shown, raw }) => raw ?? shown;
/** A path as the user gave it. Names below it that are not UTF-8 are shown as Latin-1, which they mostly are. */
export const place = (shown, raw) => ({
    shown,
    raw,
    child(name) {
        const text = name.toString('utf8');
        const same = Buffer.from(text).equals(name);
        const path = join(shown, same ? text : name.toString('latin1'));
        if (same && !raw)
            return place(path);
        return place(path, Buffer.concat([raw ?? Buffer.from(shown), Buffer.from('/'), name]));
    },
});
const identityOf = async (folder) => {
    const { dev, ino } = await stat(pathOf(folder), { bigint: true });
    return `${dev}:${ino}`;
};
/**
 * The files in a folder, hidden ones apart, through links. A folder that can be reached in several ways, or holds a
 * link to itself, is walked once.
 */
export const walkFolder = async (folder, recursive, seen = new Set()) => {
    const identity = await identityOf(folder);
    if (seen.has(identity))
        return [];
    seen.add(identity);
    const files = [];
    const folders = [];
    const links = [];
    for (const entry of await readdir(pathOf(folder), { encoding: 'buffer', withFileTypes: true })) {
        if (entry.name[0] === '.'.charCodeAt(0))
            continue;
        const found = folder.child(entry.name);
        const link = entry.isSymbolicLink();
        const kind = link ? await stat(pathOf(found)).catch(() => undefined) : entry;
        if (kind?.isFile())
            files.push(found);
        else if (kind?.isDirectory())
            (link ? links : folders).push(found);
    }
    // Links last, so that a folder goes by its own name.
    for (const below of recursive ? [...folders, ...links] : []) {
        files.push(...(await walkFolder(below, true, seen)));
    }
    return files;
};
