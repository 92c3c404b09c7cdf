import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '@srkit/core';
const NAME = /^[a-z][a-z0-9_-]{0,31}$/i;
const outside = (path, why, known) => new ConfigError('E_CONFIG_ROOT', `'${path.slice(0, 200)}' ${why}. Roots: ${known.join(', ') || 'none'}. Name a folder that holds it with --root NAME=FOLDER.`);
/** Follows links as far as a path exists. */
const real = async (path) => {
    try {
        return await realpath(path);
    }
    catch {
        const parent = dirname(path);
        return parent === path ? path : join(await real(parent), basename(path));
    }
};
const isBelow = (path, folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
/** Folders that work from a queue may read and write, by name. */
export class Roots {
    #folders;
    constructor(folders) {
        this.#folders = folders;
    }
    /**
     * @param given `NAME=FOLDER` each.
     * @throws ConfigError `E_CONFIG_ROOT` for another form, a name twice or a folder that is not there.
     */
    static async parse(given) {
        const folders = new Map();
        for (const text of given) {
            const [, name = '', folder = ''] = /^([^=]*)=(.+)$/.exec(text) ?? [];
            if (!NAME.test(name) || folder === '' || folders.has(name)) {
                throw new ConfigError('E_CONFIG_ROOT', `The root is '${text}', expected NAME=FOLDER with a name of letters and digits, each name once.`);
            }
            const path = await realpath(folder).catch(() => undefined);
            if (path === undefined) {
                throw new ConfigError('E_CONFIG_ROOT', `The root '${name}' is '${folder}', which is not there. Make the folder first.`);
            }
            folders.set(name, path);
        }
        return new Roots(folders);
    }
    /** The folder of the root that a place is in. @throws ConfigError `E_CONFIG_ROOT` */
    folderOf(path) {
        const name = path.split(':', 1)[0];
        const folder = this.#folders.get(name);
        if (folder === undefined)
            throw outside(path, 'is in no root of this process', [...this.#folders.keys()]);
        return folder;
    }
    /**
     * The file that a place means. Links are followed, so that none leads out.
     *
     * @throws ConfigError `E_CONFIG_ROOT` for what is no place below a root.
     */
    async resolve(path) {
        const folder = this.folderOf(path);
        const parts = path.slice(path.indexOf(':') + 1).split('/');
        const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
        if (!path.includes(':') || !isPlain || /[\0\\]/.test(path)) {
            throw outside(path, 'is no place below a root', [...this.#folders.keys()]);
        }
        const file = join(folder, ...parts);
        if (!isBelow(await real(file), folder)) {
            throw outside(path, 'leads out of its root', [...this.#folders.keys()]);
        }
        return file;
    }
    /** The place of a file, in the narrowest root that holds it. @throws ConfigError `E_CONFIG_ROOT` when none does. */
    async placeOf(file) {
        const path = await real(resolve(file));
        const holding = [...this.#folders].filter(([, folder]) => isBelow(path, folder) && path !== folder);
        const [root] = holding.sort(([, a], [, b]) => b.length - a.length);
        if (!root)
            throw outside(file, 'is in no root', [...this.#folders.keys()]);
        return `${root[0]}:${relative(root[1], path).split(sep).join('/')}`;
    }
}
