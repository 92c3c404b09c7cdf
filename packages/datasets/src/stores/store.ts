import { DatasetError, type Raster } from '@srkit/core';
import type { ImageSource } from '@srkit/image';

/** Pictures of a store that were decoded before. */
export interface DecodedPictures {
  /** A picture of the caller's own, RGB of 8 bits; undefined when it is not there. */
  get(name: string): Raster | undefined;
  put(name: string, picture: Raster): void;
}

/** Named files of a set, wherever they lie: a folder, a page's files, an LMDB, tar shards. */
export interface Store {
  /** Where decoded pictures are kept, if they are. */
  readonly decoded?: DecodedPictures | undefined;
  /** What messages call it. */
  readonly label: string;
  /** All names, sorted by code points; folders are told apart by `/`. Hidden files are left out. */
  names(signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * A small picture at once, which costs less than to wait for it; undefined for every other one, and for what is damaged: it is
   * left to `source`.
   */
  readonly decodedNow?: ((name: string) => Raster | undefined) | undefined;
  /** What `decodeImage` takes. @throws DatasetError `E_DATASET_MISSING`, unless decoding will say so. */
  source(name: string, signal?: AbortSignal): Promise<ImageSource>;
  /** @throws DatasetError `E_DATASET_MISSING`, or `E_DATASET_TOO_LARGE` beyond `maxBytes`. */
  bytes(name: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** More names than any set has; what lists more is no data set. */
export const MAX_NAMES = 20_000_000;

/** As Python sorts: by code points, where JavaScript compares halves of surrogate pairs. */
export const byCodePoint = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    const [high, low] = [x >= 0xd800 && x < 0xe000, y >= 0xd800 && y < 0xe000];
    return high === low ? x - y : high ? 1 : -1;
  }
  return a.length - b.length;
};

/**
 * A name from a list or an archive as a path below its root: `/` between folders, none of them `.` or `..`.
 *
 * @throws DatasetError `E_DATASET_PATH` for one that leads elsewhere.
 */
export const safeName = (name: string, where: string): string => {
  const parts = name.replaceAll('\\', '/').split('/');
  const kept = parts.filter((part, i) => part !== '.' && (part !== '' || i === 0));
  const absolute = kept[0] === '' || /^[a-z]:$/i.test(kept[0] ?? '');
  if (name === '' || kept.length === 0 || absolute || kept.includes('..') || name.includes('\0')) {
    throw new DatasetError(
      'E_DATASET_PATH',
      `${where}: '${name.slice(0, 200)}' does not lie below the set's folder. Names are relative to it, without '..'.`,
    );
  }
  return kept.join('/');
};

export const missing = (name: string, label: string, cause?: unknown): DatasetError =>
  new DatasetError(
    'E_DATASET_MISSING',
    `${label} has no '${name}'. Put the file there, or take it off the list.`,
    {
      cause,
    },
  );

export const tooLarge = (name: string, label: string, bytes: number, maxBytes: number): DatasetError =>
  new DatasetError(
    'E_DATASET_TOO_LARGE',
    `'${name}' of ${label} has ${bytes} bytes; a file of its kind may have ${maxBytes}.`,
  );

/** Hears of a sample that a layout lacks a file of; the sample is then left out. */
export type Report = (error: DatasetError) => void;
