import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, parse, relative, resolve } from 'node:path';
import { OutputError, usageError } from '../errors';
/** What lies at a path, after links; undefined for nothing, or nothing that can be seen. */
export const statFile = (path) => {
    try {
        return statSync(path, { bigint: true });
    }
    catch {
        return undefined;
    }
};
const swapCase = (text) => [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
/** Whether names in this existing folder differ by case; asked of the folder's own name, or of one above it. */
const isCaseSensitive = (folder, stat) => {
    const { dir, base } = parse(folder);
    const swapped = swapCase(base);
    if (swapped === base)
        return dir === folder || isCaseSensitive(dir, stat);
    const [own, other] = [stat(folder), stat(join(dir, swapped))];
    return !other || own?.ino !== other.ino || own.dev !== other.dev;
};
/**
 * A text that two paths share exactly when they mean the same file, through links of both kinds and whatever the
 * case. A file that is not there yet is named by the nearest folder that is.
 */
export const fileIdentity = (path, stat = statFile) => {
    const absolute = resolve(path);
    let existing = absolute;
    while (!stat(existing) && dirname(existing) !== existing)
        existing = dirname(existing);
    const found = stat(existing);
    const id = found ? `${found.dev}:${found.ino}` : existing;
    const rest = relative(existing, absolute);
    return `${id}/${rest === '' || isCaseSensitive(existing, stat) ? rest : rest.toLowerCase()}`;
};
/** A text that two paths share when they are the same name in the same folder, however that is reached. */
export const placeIdentity = (path) => {
    const absolute = resolve(path);
    try {
        return join(realpathSync(dirname(absolute)), basename(absolute));
    }
    catch {
        return absolute;
    }
};
/**
 * Refuses a job that would write over one of its inputs, or twice to one name.
 *
 * @throws ConfigError naming the files.
 */
export const refuseCollisions = (items, remedies) => {
    const inputs = new Map(items.map(({ input }) => [fileIdentity(input.path), input.path]));
    const outputs = new Map();
    for (const item of items) {
        const identity = fileIdentity(item.output);
        const overwritten = inputs.get(identity);
        if (overwritten !== undefined) {
            const same = overwritten === item.output ? '' : `, which is the same file as '${item.output}'`;
            throw usageError(`The result of '${item.input.path}' would replace the input '${overwritten}'${same}. ${remedies.input}`);
        }
        const other = outputs.get(identity);
        if (other) {
            throw usageError(`'${other.input.path}' and '${item.input.path}' would both become '${item.output}'. ${remedies.output(other, item)}`);
        }
        outputs.set(identity, item);
    }
};
/** An ending that can be written as well as read. */
const WRITABLE = /^\.(png|jpe?g|webp|avif|tiff?)$/i;
/** Advice for two results of one name, that the command does not follow already. */
export const keepApart = (one, other, command, formatIsAuto) => {
    const separately = `${command} them one after the other, into different folders.`;
    const endings = [one, other].map(({ input }) => extname(input.path));
    const differ = endings[0] !== endings[1] && endings.every((ending) => WRITABLE.test(ending));
    return differ && !formatIsAuto
        ? `Use --format auto, which keeps their endings. Or: ${separately}`
        : separately;
};
/**
 * Takes out of the inputs what this command wrote itself when it ran before: `holiday_x4.png` beside
 * `holiday.jpg`. That is a picture found in a folder or by a pattern whose name is another one's result, or any
 * picture that the journal of the interrupted job lists.
 */
export const dropEarlierResults = (items, journalled) => {
    const results = new Set(items.map(({ output }) => resolve(output)));
    const kept = items.filter(({ input }) => {
        const path = resolve(input.path);
        return !journalled.has(path) && !(input.found && results.has(path));
    });
    return { items: kept, dropped: items.length - kept.length };
};
/**
 * Checks before any work that results can be put into a folder, which may still have to be made.
 *
 * @throws OutputError naming what is in the way.
 */
export const checkOutputFolder = (folder) => {
    let existing = resolve(folder);
    while (!statFile(existing) && dirname(existing) !== existing) {
        existing = dirname(existing);
    }
    if (!statFile(existing)?.isDirectory()) {
        throw new OutputError('E_OUTPUT_FOLDER', `Cannot write into '${folder}': '${existing}' is a file and not a folder. Choose another -o.`);
    }
    try {
        accessSync(existing, constants.W_OK | constants.X_OK);
    }
    catch (cause) {
        throw new OutputError('E_OUTPUT_FOLDER', `Cannot write into '${folder}': no permission to write in '${existing}'. Choose another -o.`, { cause });
    }
};
