import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '@srkit/core';
import { claimFile, hasEnded, processToken, removeLeftovers, writeWhole } from '@srkit/core/node';
const isMissing = (error) => error.code === 'ENOENT';
const orUndefined = (error) => {
    if (isMissing(error))
        return undefined;
    throw error;
};
/** Parts of files that trainings of earlier processes left behind. */
const LEFTOVERS = ['', 'states', 'models', 'previews'];
/**
 * Opens a folder on the disk for one training, and makes it if need be. It belongs to this process until `close`, or until
 * the process ends, however it does.
 *
 * @throws ConfigError `E_CONFIG_FOLDER_TAKEN` when another training has it; the system's Error.
 */
export const openRunFolder = async (path) => {
    await mkdir(path, { recursive: true });
    const claim = await claimFile(join(path, '.srkit-training'), () => processToken, 
    // Of a process on another machine nobody knows; better to ask than to train twice.
    async (owner) => hasEnded(owner) ?? false);
    if (!claim) {
        throw new ConfigError('E_CONFIG_FOLDER_TAKEN', `'${path}': another training writes into this folder. Wait until it has ended, or choose another folder. If it ran on another machine and is gone, remove the files '.srkit-training.*' in it.`);
    }
    for (const folder of LEFTOVERS)
        await removeLeftovers(join(path, folder));
    return {
        label: path,
        list: async (folder) => (await readdir(join(path, folder)).catch(orUndefined)) ?? [],
        read: (name) => readFile(join(path, name)).catch(orUndefined),
        write: async (name, data) => {
            await mkdir(dirname(join(path, name)), { recursive: true });
            await writeWhole(join(path, name), data, { overwrite: true });
        },
        append: async (name, data) => {
            await mkdir(dirname(join(path, name)), { recursive: true });
            await appendFile(join(path, name), data);
        },
        remove: (name) => rm(join(path, name), { force: true }),
        close: () => claim.release(),
    };
};
