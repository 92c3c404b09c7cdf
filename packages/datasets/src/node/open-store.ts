import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatasetError } from '@srkit/core';
import type { Root } from '../sets/description';
import type { ByteSource } from '../stores/byte-source';
import { openLmdbStore } from '../stores/lmdb-store';
import { openPageStore } from '../stores/open-store';
import { byCodePoint, type Store, tooLarge } from '../stores/store';
import { openTarStore } from '../stores/tar-store';
import { openFileSource } from './file-source';
import { openFolder } from './folder-store';

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );

/** What is opened on files, which are closed where that fails. */
const closingOnError = async (sources: readonly ByteSource[], open: () => Promise<Store>): Promise<Store> => {
  try {
    return await open();
  } catch (error) {
    for (const source of sources) await source.close();
    throw error;
  }
};

const openLmdb = async (folder: string, blocking: boolean): Promise<Store> => {
  const source = await openFileSource(join(folder, 'data.mdb'), blocking);
  const beside = async (name: string, maxBytes: number): Promise<Uint8Array | undefined> => {
    const path = join(folder, basename(name));
    const size = await sizeOf(path);
    if (size !== undefined && size > maxBytes) throw tooLarge(name, `'${folder}'`, size, maxBytes);
    return size === undefined ? undefined : readFile(path);
  };
  return closingOnError([source], () => openLmdbStore(source, beside));
};

/** `shard-*.tar`, or one file, by names in their order. */
const shardsOf = async (path: string): Promise<string[]> => {
  const pattern = basename(path);
  if (!pattern.includes('*')) return [path];
  const [before, after] = [
    pattern.slice(0, pattern.indexOf('*')),
    pattern.slice(pattern.lastIndexOf('*') + 1),
  ];
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .sort(byCodePoint)
    .map((name) => join(dirname(path), name));
};

const openTar = async (path: string, blocking: boolean): Promise<Store> => {
  const shards = await shardsOf(path);
  if (shards.length === 0) throw new DatasetError('E_DATASET_MISSING', `There is no shard '${path}'.`);
  const sources: ByteSource[] = [];
  return closingOnError(sources, async () => {
    for (const shard of shards) sources.push(await openFileSource(shard, blocking));
    return openTarStore(sources, `'${path}'`);
  });
};

/**
 * Opens a root in Node: a folder, an LMDB's folder, tar shards (`shards/*.tar`), or what a page has as well.
 *
 * @param blocking see `openFolder`.
 */
export const openStore = async (root: Root, blocking = false): Promise<Store> => {
  if (typeof root !== 'string') return openPageStore(root);
  if (root.endsWith('.tar')) return openTar(root, blocking);
  if ((await sizeOf(join(root, 'data.mdb'))) !== undefined) return openLmdb(root, blocking);
  return openFolder(root, blocking);
};
