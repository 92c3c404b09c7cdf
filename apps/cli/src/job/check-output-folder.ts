import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { OutputError } from '../errors';
import { statFile } from './stat-file';

/**
 * Checks before any work that results can be put into a folder, which may still have to be made.
 *
 * @throws OutputError naming what is in the way.
 */
export const checkOutputFolder = (folder: string): void => {
  let existing = resolve(folder);
  while (!statFile(existing) && dirname(existing) !== existing) {
    existing = dirname(existing);
  }
  if (!statFile(existing)?.isDirectory()) {
    throw new OutputError(
      'E_OUTPUT_FOLDER',
      `Cannot write into '${folder}': '${existing}' is a file and not a folder. Choose another -o.`,
    );
  }
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new OutputError(
      'E_OUTPUT_FOLDER',
      `Cannot write into '${folder}': no permission to write in '${existing}'. Choose another -o.`,
      { cause },
    );
  }
};
