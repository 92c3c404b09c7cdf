import { randomUUID } from 'node:crypto';
import { access, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkpointError } from '../checkpoint-error';
import { showPath } from '../show';
import { ioError } from './io-error';

/** Throws `E_CHECKPOINT_EXISTS` if something is at `path`, unless overwriting is allowed. */
export const assertFree = async (path: string, overwrite: boolean): Promise<void> => {
  if (overwrite) return;
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) {
    throw checkpointError(
      'E_CHECKPOINT_EXISTS',
      `${showPath(path)} exists already. Choose another name or allow overwriting.`,
    );
  }
};

/** Writes beside `path`, makes sure the disk has it, and renames: `path` is never there in part. */
export const writeFileWhole = async (path: string, bytes: Uint8Array, overwrite: boolean): Promise<void> => {
  await assertFree(path, overwrite);
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeAndSync(temporary, bytes);
    await assertFree(path, overwrite);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    ioError(showPath(path))(error);
  }
  await syncFolder(dirname(path));
};

const writeAndSync = async (path: string, bytes: Uint8Array): Promise<void> => {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Makes a rename last through a power cut, where folders can be synced (not on Windows). */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};
