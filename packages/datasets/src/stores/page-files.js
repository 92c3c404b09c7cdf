import { byCodePoint, MAX_NAMES, missing, safeName, tooLarge } from './store';
/** Where a file lies below the folder that was picked: without that folder's own name, as with a handle. */
const relativeName = (file) => {
    const path = file.webkitRelativePath;
    return path ? path.slice(path.indexOf('/') + 1) : file.name;
};
const storeOf = (label, files) => {
    const names = [...files.keys()].sort(byCodePoint);
    const file = async (name) => {
        const found = files.get(safeName(name, label));
        if (!found)
            throw missing(name, label);
        return found();
    };
    return {
        label,
        names: async () => names,
        source: file,
        bytes: async (name, maxBytes) => {
            const found = await file(name);
            if (found.size > maxBytes)
                throw tooLarge(name, label, found.size, maxBytes);
            return new Uint8Array(await found.arrayBuffer());
        },
        close: async () => undefined,
    };
};
/** Files that a page's user has picked or dropped. */
export const openFiles = (files) => {
    const visible = files.map((file) => [relativeName(file), file]);
    const kept = visible.filter(([name]) => !name.split('/').some((part) => part.startsWith('.')));
    return storeOf('the files', new Map(kept.map(([name, file]) => [name, async () => file])));
};
/** A folder that a page's user has picked. */
export const openHandle = async (handle) => {
    const files = new Map();
    const walk = async (folder, prefix) => {
        for await (const entry of folder.values()) {
            if (entry.name.startsWith('.') || files.size > MAX_NAMES)
                continue;
            if (entry.kind === 'directory')
                await walk(entry, `${prefix}${entry.name}/`);
            else
                files.set(`${prefix}${entry.name}`, () => entry.getFile());
        }
    };
    await walk(handle, '');
    return storeOf(`'${handle.name}'`, files);
};
