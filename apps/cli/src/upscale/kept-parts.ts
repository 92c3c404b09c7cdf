import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAbortError } from '@srkit/core';
import { withLock } from '@srkit/core/node';
import type { Raster } from '@srkit/image';
import { version } from '../../package.json';
import type { KeptParts } from '../engine/engine';
import type { Reporter } from '../terminal/reporter';

/** Hidden, beside the result. */
const NAME = /^\.srkit-part-[0-9a-f]{12}$/;
/** What nobody has gone on with for a week, nobody misses. */
const FORGOTTEN_MS = 7 * 24 * 3_600_000;

const sha256 = (...texts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
};

export interface KeptPicture {
  readonly output: string;
  readonly picture: Raster;
  /** Names model and options. */
  readonly job: string;
  /** As `KeptParts.mostMemory`. */
  readonly mostMemory: number;
  /** Whether it is computed in bands; another is begun and done at once, and only goes on. */
  readonly inBands: boolean;
  readonly signal: AbortSignal;
  readonly reporter: Reporter;
}

/**
 * Runs work on a picture that keeps its finished bands in a hidden file beside the result, which goes when the result is
 * there. Of two processes that work on the same result, one waits.
 */
export const keepingParts = async <T>(
  { output, picture, job, mostMemory, inBands, signal, reporter }: KeptPicture,
  work: (parts?: KeptParts) => Promise<T>,
): Promise<T> => {
  const { width, height, channels, data } = picture;
  const path = join(dirname(output), `.srkit-part-${sha256(basename(output)).slice(0, 12)}`);
  if (!inBands && !(await stat(path).catch(() => undefined))) return work();
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const key = sha256(JSON.stringify([version, job, width, height, channels]), bytes);
  await mkdir(dirname(output), { recursive: true });
  const kept = async (): Promise<T> => {
    try {
      const result = await work({ path, key, mostMemory });
      // The result is there, whatever lies under that name.
      await rm(path, { force: true }).catch(() => undefined);
      return result;
    } catch (error) {
      if (isAbortError(error) && (await stat(path).catch(() => undefined))) {
        reporter.note(`What is done of '${output}' is kept beside it: the same command goes on from there.`);
      }
      throw error;
    }
  };
  const onWait = (): void => reporter.note(`waiting for another process that works on '${output}'`);
  return withLock(path, kept, { onWait, signal });
};

/** Removes what was kept in a folder of pictures that nobody has gone on with. */
export const forgetParts = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => NAME.test(each))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > FORGOTTEN_MS) await rm(path, { force: true });
  }
};
