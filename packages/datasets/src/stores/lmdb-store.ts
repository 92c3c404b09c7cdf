import { DatasetError } from '@srkit/core';
import type { ByteSource } from './byte-source';
import { Lmdb } from './lmdb';
import { isPictureName } from './read-picture';
import { missing, type Store } from './store';

/** An encoded picture; larger ones are no training pictures. */
const MAX_PICTURE_BYTES = 2 ** 30;

/**
 * BasicSR's LMDB: encoded pictures by keys that are their names without the ending. Names are given one, as `meta_info.txt`
 * has them.
 *
 * @param beside a file that lies beside the database, such as `meta_info.txt`.
 */
export const openLmdbStore = async (
  source: ByteSource,
  beside: (name: string, maxBytes: number) => Promise<Uint8Array | undefined>,
): Promise<Store> => {
  const database = await Lmdb.open(source);
  const { label } = source;
  const value = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
    const dot = name.indexOf('.');
    const found =
      (await database.get(name, MAX_PICTURE_BYTES)) ??
      (dot > 0 ? await database.get(name.slice(0, dot), MAX_PICTURE_BYTES) : undefined);
    if (!found) throw missing(name, label);
    return found as Uint8Array<ArrayBuffer>;
  };
  return {
    label,
    names: async (signal) => {
      const keys = await database.keys(signal);
      if (keys.length === database.entries) {
        return keys.map((key) => (isPictureName(key) ? key : `${key}.png`));
      }
      throw new DatasetError(
        'E_DATASET_LMDB',
        `${label} is a damaged LMDB: it says that it has ${database.entries} keys and has ${keys.length}.`,
      );
    },
    source: value,
    bytes: async (name, maxBytes) => {
      const found = await beside(name, maxBytes);
      if (!found) throw missing(name, label);
      return found;
    },
    close: () => database.close(),
  };
};
