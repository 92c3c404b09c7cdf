import type { RunFolder } from '@srkit/training';
import { clear, createStore, del, get, keys, set } from 'idb-keyval';

const store = createStore('srkit-training', 'files');

const bytesOf = (data: Uint8Array | string): Uint8Array =>
  typeof data === 'string' ? new TextEncoder().encode(data) : data;

/** A run folder in the browser's database, where it outlives the page. `onWrite` is told of each file that is written. */
export const browserRunFolder = (onWrite: (name: string, data: Uint8Array) => void): RunFolder => ({
  label: 'this browser',
  async list(folder) {
    const names = (await keys<string>(store)).filter((name) => name.startsWith(`${folder}/`));
    return names.map((name) => name.slice(folder.length + 1));
  },
  read: (name) => get<Uint8Array>(name, store),
  async write(name, data) {
    const bytes = bytesOf(data);
    await set(name, bytes, store);
    onWrite(name, bytes);
  },
  async append(name, data) {
    const [before, more] = [(await get<Uint8Array>(name, store)) ?? new Uint8Array(), bytesOf(data)];
    const all = new Uint8Array(before.length + more.length);
    all.set(before);
    all.set(more, before.length);
    await set(name, all, store);
  },
  remove: (name) => del(name, store),
  close: async () => undefined,
});

/** Removes what was kept of a training. */
export const clearRunFolder = (): Promise<void> => clear(store);
