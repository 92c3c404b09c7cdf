import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, userPath } from '../shared/folders';
import { UsageError } from '../shared/usage-error';
import { renderReadme } from './render';
const readmes = async () => {
    const groups = await Promise.all(['packages', 'apps', 'tools'].map(async (group) => (await readdir(join(ROOT, group))).map((name) => join(ROOT, group, name, 'README.md'))));
    return [join(ROOT, 'README.md'), ...groups.flat()];
};
/** `npm run bench -- render FILE...`: every table of every README from what `bench -- all --json` wrote. */
export const renderReadmes = async (files) => {
    if (files.length === 0)
        throw new UsageError('Give the files that `bench -- all --json FILE` wrote.');
    const runs = await Promise.all(files.map(async (file) => JSON.parse(await readFile(userPath(file), 'utf8'))));
    if (runs.some(({ quick }) => quick))
        throw new UsageError('Figures of a --quick run are not for READMEs.');
    for (const path of await readmes()) {
        const text = await readFile(path, 'utf8').catch(() => undefined);
        if (text === undefined)
            continue;
        const rendered = renderReadme(text, runs);
        if (rendered === text)
            continue;
        await writeFile(path, rendered);
        console.log(path);
    }
    return 0;
};
