import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasEnded, processToken } from './process-token';
/** `.srkit-PROCESS-RANDOM.tmp`: hidden, short whatever the target's name is, and not to be guessed. */
const NAME = /^\.srkit-([0-9a-f]{8}-[0-9a-z]+-[0-9a-z]+)-[0-9a-f]{16}\.tmp$/;
const { O_CREAT, O_EXCL, O_RDWR } = constants;
/** Missing on Windows. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
/** What another machine's process has not touched for so long is no longer being written. */
const ABANDONED_MS = 24 * 3_600_000;
/** Makes a rename last through a power cut, where folders can be synced (not on Windows). */
const syncFolder = async (folder) => {
    const handle = await open(folder, 'r').catch(() => undefined);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
};
/** Unlike a rename, a link refuses to replace what has appeared meanwhile. */
const linkTo = async (temporary, target) => {
    try {
        await link(temporary, target);
        await rm(temporary, { force: true });
    }
    catch (error) {
        if (error.code === 'EEXIST')
            throw error;
        // File systems without hard links: look once more, then rename.
        const found = await lstat(target).catch(() => undefined);
        if (found)
            throw Object.assign(new Error(`'${target}' exists`), { code: 'EEXIST' });
        await rename(temporary, target);
    }
};
const temporaryPath = (target) => join(dirname(target), `.srkit-${processToken}-${randomBytes(8).toString('hex')}.tmp`);
const giveName = async (path, target, overwrite) => {
    await (overwrite ? rename(path, target) : linkTo(path, target));
    await syncFolder(dirname(target));
};
/**
 * Opens a new file beside `target`, to be written and then renamed: `target` is never there in part. It is created
 * exclusively and through no link.
 *
 * @throws the system's Error, with its code.
 */
export const openTemporary = async (target) => {
    const path = temporaryPath(target);
    const handle = await open(path, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW, 0o666);
    const discard = async () => {
        await handle.close().catch(() => undefined);
        await rm(path, { force: true });
    };
    return {
        path,
        handle,
        discard,
        async publish({ overwrite }) {
            try {
                await handle.sync();
                await handle.close();
                await giveName(path, target, overwrite);
            }
            finally {
                await discard();
            }
        },
    };
};
/**
 * The same for a file that a library writes by its name: in a new folder of this user's own beside `target`. A library
 * that is not done yet when the folder is removed cannot make its file again.
 *
 * @throws the system's Error, with its code.
 */
export const openTemporaryFolder = async (target) => {
    const folder = temporaryPath(target);
    await mkdir(folder, { mode: 0o700 });
    const path = join(folder, 'partial');
    // A library may be creating its file this moment, hence the retries.
    const discard = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    return {
        path,
        discard,
        async publish({ overwrite }) {
            try {
                const handle = await open(path, O_RDWR | O_NOFOLLOW);
                await handle.sync().finally(() => handle.close());
                await giveName(path, target, overwrite);
            }
            finally {
                await discard();
            }
        },
    };
};
/**
 * Writes a file that is whole or not there.
 *
 * @throws the system's Error, with its code: `EEXIST` when something is there and may not be replaced.
 */
export const writeWhole = async (target, data, { overwrite = false } = {}) => {
    const temporary = await openTemporary(target);
    try {
        await temporary.handle.writeFile(data);
        await temporary.publish({ overwrite });
    }
    finally {
        await temporary.discard();
    }
};
const isAbandoned = async (path, token) => {
    const ended = hasEnded(token);
    if (ended !== undefined)
        return ended;
    const found = await stat(path).catch(() => undefined);
    return found !== undefined && Date.now() - found.mtimeMs > ABANDONED_MS;
};
/** Removes from a folder what processes that were killed had not finished writing. Returns how many. */
export const removeLeftovers = async (folder) => {
    let removed = 0;
    for (const name of await readdir(folder).catch(() => [])) {
        const token = NAME.exec(name)?.[1];
        const path = join(folder, name);
        if (token === undefined || !(await isAbandoned(path, token)))
            continue;
        await rm(path, { recursive: true, force: true });
        removed++;
    }
    return removed;
};
