import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { version_core as tfjs } from '@tensorflow/tfjs-core';
import { version } from '../../package.json';
import { freeMemory } from '../free-memory';
import { cachedPath, cacheFolder } from '../model/cache';

/** The machine and the programs on it. Plain data. */
export interface MachineFacts {
  readonly srkit: string;
  readonly node: string;
  readonly tfjs: string;
  readonly os: string;
  readonly cpu: string;
  readonly threads: number;
  readonly memory: { readonly total: number; readonly available: number };
}

export const machineFacts = (): MachineFacts => ({
  srkit: version,
  node: process.versions.node,
  tfjs,
  os: `${platform()} ${release()} ${arch()}`,
  cpu: cpus()[0]?.model.trim() || 'unknown',
  threads: availableParallelism(),
  memory: { total: totalmem(), available: freeMemory() },
});

/** The library that reads and writes pictures, and its formats. Plain data. */
export interface CodecFacts {
  readonly library: string;
  readonly version: string;
  /** Versions of the codecs inside it. */
  readonly versions: Readonly<Record<string, string>>;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

interface Sharp {
  readonly versions: Readonly<Record<string, string>>;
  readonly format: Readonly<Record<string, SharpFormat>>;
}

interface SharpFormat {
  readonly id: string;
  readonly input: { readonly file: boolean };
  readonly output: { readonly file: boolean };
}

/** Formats of `@srkit/image`, and what sharp calls the one it names otherwise (AVIF is a kind of HEIF to it). */
const READS = { png: 'png', jpeg: 'jpeg', webp: 'webp', avif: 'heif', tiff: 'tiff', gif: 'gif' };
const WRITES = { png: 'png', jpeg: 'jpeg', webp: 'webp', avif: 'heif', tiff: 'tiff' };

/** Asks the sharp that `@srkit/image` uses. */
export const codecFacts = async (): Promise<CodecFacts> => {
  // sharp is that package's dependency and not ours, so it is found from there.
  const require = createRequire(import.meta.resolve('@srkit/image/package.json'));
  const { versions, format } = require('sharp') as Sharp;
  const able = (names: Readonly<Record<string, string>>, way: 'input' | 'output'): string[] =>
    Object.keys(names).filter((name) => format[names[name]!]?.[way].file);
  return {
    library: 'sharp',
    version: versions['sharp'] ?? 'unknown',
    versions,
    reads: able(READS, 'input'),
    writes: able(WRITES, 'output'),
  };
};

/** The folder of pulled models and what is in it. Plain data. */
export interface CacheFacts {
  readonly folder: string;
  readonly models: readonly { readonly file: string; readonly bytes: number }[];
}

export const cacheFacts = async (): Promise<CacheFacts> => {
  const folder = cacheFolder();
  const names = await readdir(folder).catch(() => []);
  const models: { file: string; bytes: number }[] = [];
  for (const file of names.filter((name) => /\.(pth|pt|ckpt|safetensors)$/i.test(name)).sort()) {
    models.push({ file, bytes: (await stat(cachedPath(file, folder))).size });
  }
  return { folder, models };
};
