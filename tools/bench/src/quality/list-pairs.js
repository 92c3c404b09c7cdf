import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
const HR = '_HR.png';
const LR = '_LR.png';
/** The `*_HR.png` / `*_LR.png` pairs of a folder by name. @throws Error when a half is missing, or all are. */
export const listPairs = async (folder) => {
    const files = new Set(await readdir(folder));
    const names = [...files].filter((file) => file.endsWith(HR)).map((file) => file.slice(0, -HR.length));
    if (names.length === 0)
        throw new Error(`${folder} has no picture named *${HR}.`);
    return names.sort().map((name) => {
        if (!files.has(name + LR))
            throw new Error(`${folder} has ${name}${HR}, but no ${name}${LR}.`);
        return { name, hr: join(folder, name + HR), lr: join(folder, name + LR) };
    });
};
