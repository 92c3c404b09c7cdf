import { link, lstat, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ImageError, type Raster } from '@srkit/core';
import { checkEncodeKeys, type EncodeOptions, preparePicture } from '../encode-options';
import { abortable } from './abortable';
import { encodePipeline } from './encode-pipeline';
import { keepsProfile } from './keeps-profile';
import { lacksTags, withTags } from './with-tags';
import { writeError } from './write-error';

/** How a picture is written to a file. */
export interface WriteOptions extends EncodeOptions {
  /** Replace an existing file; default false. */
  readonly overwrite?: boolean | undefined;
  /** Aborting rejects the promise with `signal.reason` and leaves no file. */
  readonly signal?: AbortSignal | undefined;
}

/** What was written. */
export interface WriteResult {
  /** Size of the file. */
  readonly bytes: number;
  /** Whether the raster's colour profile is in the file; `none` when it had none. */
  readonly profile: 'none' | 'embedded' | 'dropped';
}

/**
 * Encodes a raster into a file. The encoder streams into a hidden temporary folder beside the file, which takes its
 * name only when complete: after a failure, an abort or a full disk there is no file, or still the old one, and the
 * temporary folder is gone. An existing file is never replaced unless `overwrite` says so, not even one that
 * appears while encoding.
 *
 * Encoding cannot be interrupted inside libvips: an abort rejects at once, and a thread works on for a moment into
 * a file that no longer has a name.
 *
 * @throws ImageError `E_IMAGE_EXISTS`, `E_IMAGE_UNWRITABLE`, `E_IMAGE_DISK_FULL`, and what `encodeImage` throws.
 */
export const writeImage = async (
  path: string,
  raster: Raster,
  options: WriteOptions,
): Promise<WriteResult> => {
  checkEncodeKeys('writeImage', options, ['overwrite', 'signal']);
  const { format, overwrite = false, signal } = options;
  const prepared = preparePicture(raster, options);
  const pipeline = encodePipeline(prepared);
  signal?.throwIfAborted();
  await checkTarget(path, overwrite);
  let folder: string | undefined;
  let encoding: Promise<unknown> | undefined;
  try {
    folder = await mkdtemp(join(dirname(path), `.${basename(path)}.`));
    const temporary = join(folder, 'partial');
    encoding = pipeline.toFile(temporary);
    await abortable(encoding, signal);
    if (lacksTags(prepared)) await writeFile(temporary, withTags(await readFile(temporary), prepared));
    signal?.throwIfAborted();
    const { size } = await stat(temporary);
    await publish(temporary, path, overwrite);
    const profile =
      raster.icc === undefined ? 'none' : keepsProfile(prepared.raster, format) ? 'embedded' : 'dropped';
    return { bytes: size, profile };
  } catch (cause) {
    signal?.throwIfAborted();
    throw writeError(path, cause);
  } finally {
    if (folder !== undefined) await removeTemporary(folder, encoding);
  }
};

const removeTemporary = async (folder: string, encoding: Promise<unknown> | undefined): Promise<void> => {
  // After an abort the encoder may be creating its file this moment, hence the retries.
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  try {
    await remove();
  } catch {
    // Windows keeps an open file: try again when the encoder has closed it.
    encoding?.then(remove, remove).catch(() => undefined);
  }
};

const checkTarget = async (path: string, overwrite: boolean): Promise<void> => {
  const existing = await lstat(path).catch(() => undefined);
  if (existing?.isDirectory()) {
    throw new ImageError('E_IMAGE_UNWRITABLE', `'${path}' is a folder. Name the file to write inside it.`);
  }
  if (existing !== undefined && !overwrite) throw existsError(path);
};

const existsError = (path: string, cause?: unknown): ImageError =>
  new ImageError(
    'E_IMAGE_EXISTS',
    `'${path}' exists already and is left as it is. Choose another name, or replace it with { overwrite: true } (--overwrite).`,
    { cause },
  );

const publish = async (temporary: string, path: string, overwrite: boolean): Promise<void> => {
  if (overwrite) return rename(temporary, path);
  try {
    // Unlike a rename, a link refuses to replace a file that has appeared meanwhile.
    await link(temporary, path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw existsError(path, cause);
    // File systems without hard links: look once more, then rename.
    await checkTarget(path, false);
    await rename(temporary, path);
  }
};
