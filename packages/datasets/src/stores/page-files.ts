import { byCodePoint, MAX_NAMES, missing, type Store, safeName, tooLarge } from './store';

/** A folder that a page's user has picked (File System Access API), as far as it is needed here. */
export interface DirectoryHandle {
  readonly kind: 'directory';
  readonly name: string;
  values(): AsyncIterable<DirectoryHandle | FileHandle>;
}

export interface FileHandle {
  readonly kind: 'file';
  readonly name: string;
  getFile(): Promise<File>;
}

/** Where a file lies below the folder that was picked: without that folder's own name, as with a handle. */
const relativeName = (file: File): string => {
  const path = file.webkitRelativePath;
  return path ? path.slice(path.indexOf('/') + 1) : file.name;
};

const storeOf = (label: string, files: ReadonlyMap<string, () => Promise<File>>): Store => {
  const names = [...files.keys()].sort(byCodePoint);
  const file = async (name: string): Promise<File> => {
    const found = files.get(safeName(name, label));
    if (!found) throw missing(name, label);
    return found();
  };
  return {
    label,
    names: async () => names,
    source: file,
    bytes: async (name, maxBytes) => {
      const found = await file(name);
      if (found.size > maxBytes) throw tooLarge(name, label, found.size, maxBytes);
      return new Uint8Array(await found.arrayBuffer());
    },
    close: async () => undefined,
  };
};

/** Files that a page's user has picked or dropped. */
export const openFiles = (files: readonly File[]): Store => {
  const visible = files.map((file) => [relativeName(file), file] as const);
  const kept = visible.filter(([name]) => !name.split('/').some((part) => part.startsWith('.')));
  return storeOf('the files', new Map(kept.map(([name, file]) => [name, async () => file])));
};

/** A folder that a page's user has picked. */
export const openHandle = async (handle: DirectoryHandle): Promise<Store> => {
  const files = new Map<string, () => Promise<File>>();
  const walk = async (folder: DirectoryHandle, prefix: string): Promise<void> => {
    for await (const entry of folder.values()) {
      if (entry.name.startsWith('.') || files.size > MAX_NAMES) continue;
      if (entry.kind === 'directory') await walk(entry, `${prefix}${entry.name}/`);
      else files.set(`${prefix}${entry.name}`, () => entry.getFile());
    }
  };
  await walk(handle, '');
  return storeOf(`'${handle.name}'`, files);
};
