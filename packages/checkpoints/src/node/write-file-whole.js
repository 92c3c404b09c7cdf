import { access, open } from 'node:fs/promises';
import { writeWhole } from '@srkit/core/node';
import { checkpointError } from '../checkpoint-error';
import { showPath } from '../show';
import { ioError } from './io-error';
const existsError = (path) => checkpointError('E_CHECKPOINT_EXISTS', `${showPath(path)} exists already. Choose another name or pass { overwrite: true } (--overwrite).`);
/** Throws `E_CHECKPOINT_EXISTS` if something is at `path`, unless overwriting is allowed. */
export const assertFree = async (path, overwrite) => {
    if (overwrite)
        return;
    const exists = await access(path).then(() => true, () => false);
    if (exists)
        throw existsError(path);
};
/** Writes beside `path`, makes sure the disk has it, and renames: `path` is never there in part. */
export const writeFileWhole = async (path, bytes, overwrite) => {
    await assertFree(path, overwrite);
    try {
        await writeWhole(path, bytes, { overwrite });
    }
    catch (error) {
        if (error.code === 'EEXIST')
            throw existsError(path);
        ioError(showPath(path))(error);
    }
};
/** Makes a rename last through a power cut, where folders can be synced (not on Windows). */
export const syncFolder = async (folder) => {
    const handle = await open(folder, 'r').catch(() => undefined);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
};
