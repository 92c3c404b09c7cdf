import { lstat, readFile, stat, writeFile } from 'node:fs/promises';
import { abortable, ImageError, type Raster } from '@srkit/core';
import { openTemporaryFolder, type Temporary } from '@srkit/core/node';
import { checkEncodeKeys, type EncodeOptions, preparePicture } from '../encode-options';
import type { TagsOutcome } from '../encoded-picture';
import { lacksTags, lostColours, withTags } from '../with-tags';
import { encodePipeline } from './encode-pipeline';
import { profileOutcome } from './keeps-profile';
import { writeError } from './write-error';

/** How a picture is written to a file. */
export interface WriteOptions extends EncodeOptions {
  /** Replace an existing file; default false. */
  readonly overwrite?: boolean | undefined;
  /** Aborting rejects the promise with `signal.reason` and leaves no file. */
  readonly signal?: AbortSignal | undefined;
}

/** What was written. */
export interface WriteResult extends TagsOutcome {
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Encodes a raster into a file. The encoder streams into a file of a hidden temporary folder beside it, which takes its
 * name only when complete and on the disk: after a failure, an abort or a full disk there is no file, or still the old
 * one, and the temporary folder is gone. An existing file is never replaced unless `overwrite` says so, not even one that
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
  let temporary: Temporary | undefined;
  let encoding: Promise<unknown> | undefined;
  try {
    temporary = await openTemporaryFolder(path);
    encoding = pipeline.toFile(temporary.path);
    await abortable(encoding, signal);
    let dropped: readonly string[] = lostColours(prepared);
    if (lacksTags(prepared)) {
      const tagged = withTags(await readFile(temporary.path), prepared);
      await writeFile(temporary.path, tagged.bytes);
      dropped = tagged.dropped;
    }
    signal?.throwIfAborted();
    const { size } = await stat(temporary.path);
    await temporary.publish({ overwrite });
    return { bytes: size, profile: profileOutcome(prepared.raster, format), dropped };
  } catch (cause) {
    signal?.throwIfAborted();
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw existsError(path, cause);
    throw writeError(path, cause);
  } finally {
    if (temporary) await discard(temporary, encoding);
  }
};

const discard = async (temporary: Temporary, encoding: Promise<unknown> | undefined): Promise<void> => {
  try {
    await temporary.discard();
  } catch {
    // Windows keeps an open file: try again when the encoder has closed it.
    const again = () => temporary.discard();
    encoding?.then(again, again).catch(() => undefined);
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
