import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { downloadFile } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { DEFAULT_MODEL_NAME, RELEASED_MODELS, type ReleasedModel } from '@srkit/models';
import { EXIT, type ExitCode, usageError } from '../errors';
import { checkOutputFolder } from '../job/collisions';
import { formatBytes } from '../terminal/progress-bar';
import { Reporter } from '../terminal/reporter';
import { printJson, printText } from '../terminal/streams';
import { cachedPath, cacheFolder } from './cache';

/** `srkit models`' options as commander gives them. */
export interface ModelsFlags {
  readonly sha256?: string;
  readonly dir?: string;
  readonly json?: true;
}

/** What the path of every released URL has between its base and the version. */
const DOWNLOADS = '/releases/download/';

/**
 * Where a released checkpoint is downloaded from. `SRKIT_MODELS_BASE` replaces everything up to and including
 * `/releases/download/`, so that a mirror only has to keep `v0.1.0/RealESRGAN_x4plus.pth` and so on.
 */
const releasedUrl = ({ url }: ReleasedModel, base = process.env.SRKIT_MODELS_BASE): string => {
  if (!base) return url;
  const rest = url.slice(url.indexOf(DOWNLOADS) + DOWNLOADS.length);
  const root = base.endsWith('/') ? base : `${base}/`;
  if (!URL.canParse(rest, root) || !/^https?:/.test(root)) {
    throw usageError(`SRKIT_MODELS_BASE is '${base}', expected an http: or https: URL.`);
  }
  return new URL(rest, root).href;
};

/** A released model, and where it lies once it has been pulled. */
interface ListedModel extends ReleasedModel {
  readonly pulled: { readonly path: string; readonly bytes: number } | null;
}

const listed = async (model: ReleasedModel): Promise<ListedModel> => {
  const path = cachedPath(`${model.name}.pth`);
  const found = await stat(path).catch(() => undefined);
  return { ...model, url: releasedUrl(model), pulled: found ? { path, bytes: found.size } : null };
};

/** The released model of that name. @throws ConfigError when there is none. */
const releasedModel = (name: string): ReleasedModel => {
  const wanted = name.replace(/\.pth$/i, '').toLowerCase();
  const found = RELEASED_MODELS.find((model) => model.name.toLowerCase() === wanted);
  if (found) return found;
  throw usageError(`'${name}' is not the name of a released model. srkit models list shows the names.`);
};

/** `srkit models list`. */
export const listModels = async ({ json }: ModelsFlags): Promise<ExitCode> => {
  const models = await Promise.all(RELEASED_MODELS.map(listed));
  if (json) {
    await printJson(models);
    return EXIT.ok;
  }
  const width = Math.max(...models.map(({ name }) => name.length));
  const line = (name: string, scale: string, state: string, description: string): string =>
    `${name.padEnd(width)}  ${scale.padEnd(2)}  ${state.padEnd(10)}  ${description}\n`;
  const lines = models.map(({ name, scale, architecture, pulled, description }) =>
    line(
      name,
      architecture === 'UNetDiscriminatorSN' ? '' : `x${scale}`,
      pulled ? formatBytes(pulled.bytes) : '-',
      description,
    ),
  );
  const own = line(DEFAULT_MODEL_NAME, 'x4', 'built in', 'The default: general pictures, small and quick');
  await printText(own + lines.join(''));
  return EXIT.ok;
};

/** `srkit models info`. */
export const modelInfo = async (name: string, { json }: ModelsFlags): Promise<ExitCode> => {
  const model = await listed(releasedModel(name));
  if (json) {
    await printJson(model);
    return EXIT.ok;
  }
  const config = Object.entries(model.config)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  const { pulled, denoisePartner, sha256Prefix } = model;
  const lines = [
    `${model.name}: ${model.description}`,
    `architecture  ${model.architecture} (${config})`,
    `scale         x${model.scale}`,
    `key           ${model.key}`,
    `url           ${model.url}`,
    ...(sha256Prefix ? [`SHA-256       begins with ${sha256Prefix}`] : []),
    ...(denoisePartner ? [`denoise       interpolates with ${denoisePartner}`] : []),
    `on disk       ${pulled ? `${pulled.path} (${formatBytes(pulled.bytes)})` : `no; srkit models pull ${model.name}`}`,
  ];
  await printText(`${lines.join('\n')}\n`);
  return EXIT.ok;
};

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
    const onProgress = reporter.progressOf(pull.fileName);
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
