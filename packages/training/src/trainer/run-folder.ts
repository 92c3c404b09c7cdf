/** Where a training keeps its files; names have slashes: `states/00000100.safetensors`. */
export interface RunFolder {
  /** For messages: a path. */
  readonly label: string;
  /** Names of the files below a folder, without it. */
  list(folder: string): Promise<readonly string[]>;
  /** A file's bytes; undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Writes a file that is whole or not there, in place of an earlier one. */
  write(name: string, data: Uint8Array | string): Promise<void>;
  append(name: string, data: Uint8Array | string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Lets go of the folder, so that another training may take it. */
  close(): Promise<void>;
}

const bytesOf = (data: Uint8Array | string): Uint8Array =>
  typeof data === 'string' ? new TextEncoder().encode(data) : data;

/** A folder in memory: for pages that keep nothing, and for tests. */
export const memoryRunFolder = (files = new Map<string, Uint8Array>()): RunFolder => ({
  label: 'memory',
  list: async (folder) =>
    [...files.keys()]
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
