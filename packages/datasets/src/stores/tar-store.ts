import { DatasetError } from '@srkit/core';
import type { ByteSource } from './byte-source';
import { byCodePoint, missing, type Store, tooLarge } from './store';
import { type TarEntry, tarEntries } from './tar';

/** An encoded picture; larger ones are no training pictures. */
const MAX_PICTURE_BYTES = 2 ** 30;

/** Tar shards (WebDataset) as one set, read at any place. Hidden files are left out. */
export const openTarStore = async (sources: readonly ByteSource[], label: string): Promise<Store> => {
  const files = new Map<string, { readonly entry: TarEntry; readonly source: ByteSource }>();
  for (const source of sources) {
    for (const entry of await tarEntries(source)) {
      if (entry.name.split('/').some((part) => part.startsWith('.'))) continue;
      const twice = files.get(entry.name);
      if (twice) {
        throw new DatasetError(
          'E_DATASET_TAR',
          `'${entry.name}' is in ${twice.source.label} and in ${source.label}. Pack the shards again.`,
        );
      }
      files.set(entry.name, { entry, source });
    }
  }
  const names = [...files.keys()].sort(byCodePoint);
  const bytes = async (name: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> => {
    const found = files.get(name);
    if (!found) throw missing(name, label);
    const { entry, source } = found;
    if (entry.size > maxBytes) throw tooLarge(name, label, entry.size, maxBytes);
    return (await source.read(entry.offset, entry.size)) as Uint8Array<ArrayBuffer>;
  };
  return {
    label,
    names: async () => names,
    source: (name) => bytes(name, MAX_PICTURE_BYTES),
    bytes,
    close: async () => void (await Promise.all(sources.map((source) => source.close()))),
  };
};
