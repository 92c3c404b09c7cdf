import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { downloadFile, openCheckpoint } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { REFERENCE_MODEL, RELEASED_MODELS, type ReleasedModel, SHIPPED_MODELS } from '@srkit/models';
import { EXIT, type ExitCode, usageError } from '../errors';
import { checkOutputFolder } from '../job/collisions';
import { formatBytes } from '../terminal/progress-bar';
import { Reporter } from '../terminal/reporter';
import { printJson, printText } from '../terminal/streams';
import { cachedPath, cacheFolder, folderOfUrl, pulledUrls, recordOf, writeRecord } from './cache';

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

/** What ships with srkit. */
const INSIDE = [...SHIPPED_MODELS, REFERENCE_MODEL];

/** `srkit models list`. */
export const listModels = async ({ json }: ModelsFlags): Promise<ExitCode> => {
  const models = await Promise.all(RELEASED_MODELS.map(listed));
  const others = pulledUrls().filter(({ path }) => existsSync(path));
  if (json) {
    const byUrl = others.map(({ url, path, bytes, sha256 }) => ({
      name: basename(path),
      url,
      sha256,
      pulled: { path, bytes },
    }));
    await printJson([...models, ...byUrl]);
    return EXIT.ok;
  }
  const names = [
    ...INSIDE.map(({ name }) => name),
    ...models.map(({ name }) => name),
    ...others.map(({ path }) => basename(path)),
  ];
  const width = Math.max(...names.map((name) => name.length));
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
  const own = INSIDE.map(({ name, scale, description }) => line(name, `x${scale}`, 'built in', description));
  const urls = others.map(({ url, path, bytes }) => line(basename(path), '', formatBytes(bytes), url));
  await printText([...own, ...lines, ...urls].join(''));
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
  const { pulled, denoisePartner, sha256 } = model;
  const lines = [
    `${model.name}: ${model.description}`,
    `architecture  ${model.architecture} (${config})`,
    `scale         x${model.scale}`,
    `key           ${model.key}`,
    `url           ${model.url}`,
    ...(sha256 ? [`SHA-256       ${sha256}${sha256.length < 64 ? '... (what is known of it)' : ''}`] : []),
    ...(denoisePartner ? [`denoise       interpolates with ${denoisePartner}`] : []),
    `on disk       ${pulled ? `${pulled.path} (${formatBytes(pulled.bytes)})` : `no; srkit models pull ${model.name}`}`,
  ];
  await printText(`${lines.join('\n')}\n`);
  return EXIT.ok;
};

interface Pull {
  readonly url: string;
  readonly folder: string;
  readonly fileName: string;
  /** The digits that the file's SHA-256 must begin with; '' where none is known. */
  readonly sha256: string;
  /** A released model, which goes by its name and may have come from a mirror, or by hand. */
  readonly released: boolean;
}

/** Names that are safe on every file system, and hidden nowhere. */
const FILE_NAME = /^[\w+-][\w.+-]*$/;

const pullOf = (name: string, { sha256, dir }: ModelsFlags): Pull => {
  const chosen = dir === undefined ? undefined : resolve(dir);
  if (!/^https?:/i.test(name)) {
    const model = releasedModel(name);
    return {
      url: releasedUrl(model),
      folder: chosen ?? cacheFolder(),
      fileName: `${model.name}.pth`,
      sha256: sha256 ?? model.sha256 ?? '',
      released: true,
    };
  }
  if (!URL.canParse(name)) throw usageError(`'${name}' is not a URL.`);
  const fileName = new URL(name).pathname.split('/').pop()!;
  if (!FILE_NAME.test(fileName)) {
    throw usageError(`'${name}' ends in no file name. Give the URL of the checkpoint itself.`);
  }
  return { url: name, folder: chosen ?? folderOfUrl(name), fileName, sha256: sha256 ?? '', released: false };
};

const hashFile = async (path: string, signal: AbortSignal): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest('hex');
};

/** @throws CheckpointError when it begins otherwise. */
const checkDigest = (path: string, expected: string, found: string, then: string): void => {
  if (found.startsWith(expected)) return;
  throw new CheckpointError(
    'E_CHECKPOINT_SHA256',
    `'${path}': expected the SHA-256 ${expected}, got ${found}. ${then}`,
  );
};

/** @throws CheckpointError for what is no checkpoint. */
const openAndClose = async (path: string, signal: AbortSignal): Promise<void> => {
  const checkpoint = await openCheckpoint(path, { signal });
  await checkpoint.close();
};

/**
 * Whether a file that is there is what would be pulled.
 *
 * @returns its SHA-256.
 * @throws CheckpointError saying what to do when it is not, or nobody can tell.
 */
const verify = async (path: string, pull: Pull, signal: AbortSignal): Promise<string> => {
  const digest = await hashFile(path, signal);
  checkDigest(path, pull.sha256, digest, 'Delete the file and pull again.');
  const record = recordOf(path);
  if (record && record.sha256 !== digest) {
    throw new CheckpointError(
      'E_CHECKPOINT_SHA256',
      `'${path}' has changed since it was pulled: its SHA-256 was ${record.sha256} and is ${digest}. Delete the file and pull again.`,
    );
  }
  if (!pull.released && pull.sha256 === '' && record?.url !== pull.url) {
    const origin = record ? `came from ${record.url}` : `came from nobody knows where`;
    throw new CheckpointError(
      'E_CHECKPOINT_EXISTS',
      `'${path}' is there already and ${origin}, not from ${pull.url}. Choose another --dir, say what it should be with --sha256, or delete the file.`,
    );
  }
  await openAndClose(path, signal);
  return digest;
};

/** `srkit models pull`: prints the path on stdout, everything else on stderr. */
export const pullModel = async (name: string, flags: ModelsFlags, signal: AbortSignal): Promise<ExitCode> => {
  const pull = pullOf(name, flags);
  const { url, folder, fileName } = pull;
  const path = join(folder, fileName);
  const reporter = new Reporter({ quiet: false, verbose: false });
  const present = async (): Promise<boolean> => {
    const found = await stat(path).catch(() => undefined);
    if (!found) return false;
    const digest = await verify(path, pull, signal);
    reporter.note(`${fileName} is there already | ${formatBytes(found.size)} | SHA-256 ${digest}`);
    return true;
  };
  if (!(await present())) {
    checkOutputFolder(folder);
    await mkdir(folder, { recursive: true });
    reporter.note(`pulling ${url}`);
    try {
      const { bytes, sha256, resumed } = await downloadFile(url, path, {
        sha256: flags.sha256,
        signal,
        onProgress: reporter.progressOf(fileName),
        onWait: () => reporter.note('waiting for another process that pulls the same'),
        check: async (received) => {
          checkDigest(url, pull.sha256, received.sha256, 'The download was thrown away.');
          await openAndClose(received.path, signal);
        },
      });
      await writeRecord({ url, path, sha256, bytes });
      const went = resumed ? ', went on where an earlier pull stopped' : '';
      const checked = pull.sha256 === '' ? ', compared with none: nobody has published one' : '';
      reporter.endProgress();
      reporter.note(`${fileName} | ${formatBytes(bytes)}${went} | SHA-256 ${sha256}${checked}`);
    } catch (error) {
      reporter.endProgress();
      // The other process was quicker.
      const exists = error instanceof CheckpointError && error.code === 'E_CHECKPOINT_EXISTS';
      if (!exists || !(await present())) throw error;
    }
  }
  await printText(`${path}\n`);
  return EXIT.ok;
};
