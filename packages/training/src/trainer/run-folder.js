const bytesOf = (data) => typeof data === 'string' ? new TextEncoder().encode(data) : data;
/** A folder in memory: for pages that keep nothing, and for tests. */
export const memoryRunFolder = (files = new Map()) => ({
    label: 'memory',
    list: async (folder) => [...files.keys()]
        .filter((name) => name.startsWith(`${folder}/`))
        .map((name) => name.slice(folder.length + 1)),
    read: async (name) => files.get(name),
    write: async (name, data) => void files.set(name, Uint8Array.from(bytesOf(data))),
    append: async (name, data) => {
        const [before, more] = [files.get(name) ?? new Uint8Array(), bytesOf(data)];
        const all = new Uint8Array(before.length + more.length);
        all.set(before);
        all.set(more, before.length);
        files.set(name, all);
    },
    remove: async (name) => void files.delete(name),
    close: async () => undefined,
});
