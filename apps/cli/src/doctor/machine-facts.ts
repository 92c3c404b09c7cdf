import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { version_core as tfjs } from '@tensorflow/tfjs-core';
import { version } from '../../package.json';

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
  memory: { total: totalmem(), available: process.availableMemory() },
});
