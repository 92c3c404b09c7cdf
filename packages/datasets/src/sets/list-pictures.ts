import { empty, readMetaInfo } from '../stores/lists';
import { isPictureName } from '../stores/read-picture';
import type { Store } from '../stores/store';

/** Which pictures of a store a set has: those of a list, or all below a folder. */
export interface PictureList {
  /** A `meta_info.txt` in the store. */
  readonly metaInfo?: string | undefined;
  /** A folder in the store; all of it by default. */
  readonly folder?: string | undefined;
  /** The first so many. */
  readonly limit?: number | undefined;
}

/** @throws DatasetError `E_DATASET_EMPTY`, or for a list that cannot be read. */
export const listPictures = async (
  store: Store,
  { metaInfo, folder = '', limit }: PictureList,
  signal?: AbortSignal,
): Promise<readonly string[]> => {
  const prefix = folder === '' ? '' : `${folder}/`;
  const names =
    metaInfo === undefined
      ? (await store.names(signal)).filter((name) => name.startsWith(prefix) && isPictureName(name))
      : (await readMetaInfo(store, metaInfo, signal)).map((name) => prefix + name);
  if (names.length === 0) throw empty(`${store.label} has no picture${folder && ` in '${folder}'`}`);
  return names.slice(0, limit);
};
