import { stat } from 'node:fs/promises';
import type { FilePath } from './item';

/** What tells whether a file is still the one it was. */
export type FileState = readonly [bytes: number, modified: number];

/** undefined for nothing, or nothing that can be seen. */
export const fileState = async (path: FilePath): Promise<FileState | undefined> => {
  const found = await stat(typeof path === 'string' ? path : Buffer.from(path)).catch(() => undefined);
  return found && [found.size, found.mtimeMs];
};

export const sameState = (a: FileState | null | undefined, b: FileState | null | undefined): boolean =>
  a?.[0] === b?.[0] && a?.[1] === b?.[1];

/** Whether a value from a file is a `FileState`, or null for no file. */
export const isFileState = (value: unknown): value is FileState | null =>
  value === null ||
  (Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'number'));
