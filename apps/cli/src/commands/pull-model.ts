import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { downloadFile } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { usageError } from '../errors';
import { EXIT, type ExitCode } from '../exit-code';
import { checkOutputFolder } from '../job/check-output-folder';
import { cacheFolder } from '../model/cache-folder';
import { releasedUrl } from '../model/released-url';
import { formatBytes } from '../terminal/format-bytes';
import { Reporter } from '../terminal/reporter';
import { printText } from '../terminal/stdout';
import type { ModelsFlags } from './models';
import { releasedModel } from './run-models';

interface Pull {
  readonly url: string;
  readonly fileName: string;
  /** The digits that the file's SHA-256 must begin with. */
  readonly sha256: string;
}

/** Names that are safe on every file system, and hidden nowhere. */
const FILE_NAME = /^[\w+-][\w.+-]*$/;

const pullOf = (name: string, sha256: string | undefined): Pull => {
  if (!/^https?:/i.test(name)) {
    const model = releasedModel(name);
    return {
      url: releasedUrl(model),
      fileName: `${model.name}.pth`,
      sha256: sha256 ?? model.sha256Prefix ?? '',
    };
  }
  if (!URL.canParse(name)) throw usageError(`'${name}' is not a URL.`);
  const fileName = new URL(name).pathname.split('/').pop()!;
  if (FILE_NAME.test(fileName)) return { url: name, fileName, sha256: sha256 ?? '' };
  throw usageError(`'${name}' ends in no file name. Give the URL of the checkpoint itself.`);
};

const hashFile = async (path: string, signal: AbortSignal): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest('hex');
};

const wrongDigest = (path: string, expected: string, found: string, then: string): CheckpointError =>
  new CheckpointError(
    'E_CHECKPOINT_SHA256',
    `'${path}': expected a SHA-256 that begins with ${expected}, got ${found}. ${then}`,
  );

/** `srkit models pull`: prints the path on stdout, everything else on stderr. */
export const pullModel = async (
  name: string,
  { sha256, dir }: ModelsFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const pull = pullOf(name, sha256);
  const folder = dir === undefined ? cacheFolder() : resolve(dir);
  const path = join(folder, pull.fileName);
  const reporter = new Reporter({ quiet: false, verbose: false });
  const present = await stat(path).catch(() => undefined);
  if (present) {
    const digest = await hashFile(path, signal);
    if (!digest.startsWith(pull.sha256)) {
      throw wrongDigest(path, pull.sha256, digest, 'Delete the file and pull again.');
    }
    reporter.note(`${pull.fileName} is there already | ${formatBytes(present.size)} | SHA-256 ${digest}`);
  } else {
    checkOutputFolder(folder);
    await mkdir(folder, { recursive: true });
    reporter.note(`pulling ${pull.url}`);
    const onProgress = (progress: Parameters<Reporter['progress']>[1]): void =>
      reporter.progress(pull.fileName, progress);
    const done = await downloadFile(pull.url, path, { sha256, onProgress, signal }).finally(() =>
      reporter.endProgress(),
    );
    if (!done.sha256.startsWith(pull.sha256)) {
      await rm(path);
      throw wrongDigest(path, pull.sha256, done.sha256, 'The download was thrown away.');
    }
    const resumed = done.resumed ? ', went on where an earlier pull stopped' : '';
    reporter.note(`${pull.fileName} | ${formatBytes(done.bytes)}${resumed} | SHA-256 ${done.sha256}`);
  }
  await printText(`${path}\n`);
  return EXIT.ok;
};
