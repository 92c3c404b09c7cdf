import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError, type Raster } from '@srkit/core';
import { decodePlainPng } from '@srkit/image';
import { byCodePoint, MAX_NAMES, missing, type Store, safeName, tooLarge } from '../stores/store';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** The files below `path`, by their names relative to it. Links are followed; a folder is walked once. */
const walk = async (
  root: string,
  prefix: string,
  seen: Set<string>,
  found: string[],
  signal?: AbortSignal,
): Promise<void> => {
  signal?.throwIfAborted();
  const folder = join(root, prefix);
  const { dev, ino } = await stat(folder, { bigint: true });
  if (seen.has(`${dev}:${ino}`)) return;
  seen.add(`${dev}:${ino}`);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    const kind = entry.isSymbolicLink() ? await stat(join(root, name)).catch(() => undefined) : entry;
    if (kind?.isDirectory()) await walk(root, name, seen, found, signal);
    else if (kind?.isFile()) found.push(name);
    if (found.length > MAX_NAMES) {
      throw new DatasetError('E_DATASET_TOO_LARGE', `'${root}' has more than ${MAX_NAMES} files.`);
    }
  }
};

/** Larger files hold no small picture. */
const MOST_AT_ONCE = 2 ** 22;

/** Without it, opening a pipe that nobody writes to would wait for ever. */
const NO_WAITING = constants.O_NONBLOCK ?? 0;

/** What files are read into, one after the other. */
let scratch = new Uint8Array(2 ** 16);

/** A small plain PNG; undefined for every other file. */
const smallPng = (path: string): Raster | undefined => {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | NO_WAITING);
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size > MOST_AT_ONCE) return undefined;
    if (stats.size > scratch.length) scratch = new Uint8Array(2 ** Math.ceil(Math.log2(stats.size)));
    const bytes = scratch.subarray(0, stats.size);
    return readSync(file, bytes) === bytes.length ? decodePlainPng(bytes) : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
};

/**
 * A folder of the file system.
 *
 * @param blocking Whether small PNGs are read at once: for a thread that has nothing else to do meanwhile.
 * @throws DatasetError `E_DATASET_MISSING` when there is none.
 */
export const openFolder = async (path: string, blocking = false): Promise<Store> => {
  const label = `'${path}'`;
  const found = await stat(path).catch((cause: unknown) => {
    throw new DatasetError('E_DATASET_MISSING', `There is no folder ${label}. Check the path.`, { cause });
  });
  if (!found.isDirectory()) {
    throw new DatasetError(
      'E_DATASET_MISSING',
      `${label} is a file; expected a folder, an LMDB or tar shards.`,
    );
  }
  let listed: Promise<readonly string[]> | undefined;
  const at = (name: string): string => join(path, safeName(name, label));
  return {
    label,
    names: (signal) => {
      const list = async (): Promise<readonly string[]> => {
        const names: string[] = [];
        await walk(path, '', new Set(), names, signal);
        return names.sort(byCodePoint);
      };
      listed ??= list().catch((error) => {
        listed = undefined;
        throw error;
      });
      return listed;
    },
    decodedNow: blocking ? (name) => (/\.png$/i.test(name) ? smallPng(at(name)) : undefined) : undefined,
    source: async (name) => at(name),
    bytes: async (name, maxBytes, signal) => {
      const file = at(name);
      try {
        const stats = await stat(file);
        if (!stats.isFile()) throw missing(name, label);
        if (stats.size > maxBytes) throw tooLarge(name, label, stats.size, maxBytes);
        return await readFile(file, { signal });
      } catch (error) {
        signal?.throwIfAborted();
        if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw missing(name, label, error);
        throw error;
      }
    },
    close: async () => undefined,
  };
};
