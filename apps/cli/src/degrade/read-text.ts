import { readFile, stat } from 'node:fs/promises';
import { InputError } from '../errors';

/** Option files and recipes have a few kilobytes. */
const MAX_BYTES = 2 ** 20;

/** @throws InputError for a file that is missing, cannot be read, or is longer than any option file. */
export const readText = async (path: string): Promise<string> => {
  try {
    const { size } = await stat(path);
    if (size <= MAX_BYTES) return await readFile(path, 'utf8');
  } catch (cause) {
    throw new InputError('E_INPUT_READ', `'${path}' cannot be read: ${(cause as Error).message}.`, { cause });
  }
  throw new InputError(
    'E_INPUT_TOO_LARGE',
    `'${path}' has more than ${MAX_BYTES} bytes, which no option file or recipe needs.`,
  );
};
