import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OutputError } from '../errors';

/** Writes a JSON file beside its name and renames it: it is whole or not there. @throws OutputError */
export const writeJson = async (path: string, value: unknown): Promise<void> => {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, `${JSON.stringify(value, undefined, 2)}\n`);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new OutputError('E_OUTPUT_WRITE', `'${path}' cannot be written: ${(cause as Error).message}.`, {
      cause,
    });
  }
};
