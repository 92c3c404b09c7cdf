import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatasetError } from '@srkit/core';
import { openTemporary } from '@srkit/core/node';
import { packTar } from 'modern-tar/fs';
import type { Packable } from '../prepare/shards';
import { type TarEntry, tarEntries } from '../stores/tar';
import { openFileSource } from './file-source';
import { openFolder } from './folder-store';

/** Files below a folder, sorted, with their sizes. */
export const packableFiles = async (folder: string, signal?: AbortSignal): Promise<Packable[]> => {
  const names = await (await openFolder(folder)).names(signal);
  return Promise.all(names.map(async (name) => ({ name, size: (await stat(join(folder, name))).size })));
};

/**
 * Writes a shard whole or not at all. The same files give the same bytes: no owner, no time.
 *
 * @throws DatasetError `E_DATASET_EXISTS`
 */
export const packShard = async (
  folder: string,
  names: readonly string[],
  target: string,
  { overwrite, signal }: { readonly overwrite: boolean; readonly signal?: AbortSignal | undefined },
): Promise<void> => {
  await mkdir(dirname(target), { recursive: true });
  const file = await openTemporary(target);
  try {
    const common = { type: 'file', mtime: new Date(0), mode: 0o644, uid: 0, gid: 0 } as const;
    const sources = names.map((name) => ({ ...common, source: join(folder, name), target: name }));
    for await (const chunk of packTar(sources, { concurrency: 4 })) {
      signal?.throwIfAborted();
      await file.handle.writeFile(chunk as Uint8Array);
    }
    await file.publish({ overwrite });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new DatasetError('E_DATASET_EXISTS', `'${target}' exists. Choose another folder, or replace it.`, {
      cause: error,
    });
  } finally {
    await file.discard();
  }
};

/**
 * Refuses names whose folders are links there: what they lead to lies elsewhere.
 *
 * @throws DatasetError `E_DATASET_PATH`
 */
const refuseLinks = async (folder: string, entries: readonly TarEntry[], label: string): Promise<void> => {
  const seen = new Set<string>();
  for (const { name } of entries) {
    for (let end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      const parent = name.slice(0, end);
      if (seen.has(parent)) continue;
      seen.add(parent);
      const found = await lstat(join(folder, parent)).catch(() => undefined);
      if (!found?.isSymbolicLink()) continue;
      throw new DatasetError(
        'E_DATASET_PATH',
        `${label}: '${name}' would be written through the link '${join(folder, parent)}'. Remove the link, or unpack into another folder.`,
      );
    }
  }
};

/** What is copied at a time. */
const PIECE = 2 ** 20;

/**
 * Unpacks a shard below a folder, file by file, each whole. Nothing is written before all headers were read and found
 * harmless: no links, no devices, no name that leads out of the folder, also not by a link that is there already.
 *
 * @returns how many files were written.
 * @throws DatasetError `E_DATASET_TAR`, `E_DATASET_PATH`, `E_DATASET_EXISTS`.
 */
export const unpackShard = async (
  shard: string,
  folder: string,
  { overwrite, signal }: { readonly overwrite: boolean; readonly signal?: AbortSignal | undefined },
): Promise<number> => {
  const source = await openFileSource(shard);
  const copy = async ({ name, offset, size }: TarEntry): Promise<void> => {
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    const file = await openTemporary(target);
    try {
      for (let at = 0; at < size; at += PIECE) {
        signal?.throwIfAborted();
        await file.handle.writeFile(await source.read(offset + at, Math.min(PIECE, size - at)));
      }
      await file.publish({ overwrite });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new DatasetError(
        'E_DATASET_EXISTS',
        `'${target}' exists. Choose another folder, or replace it.`,
        {
          cause: error,
        },
      );
    } finally {
      await file.discard();
    }
  };
  try {
    const entries = await tarEntries(source, signal);
    await refuseLinks(folder, entries, source.label);
    for (const entry of entries) await copy(entry);
    return entries.length;
  } finally {
    await source.close();
  }
};
