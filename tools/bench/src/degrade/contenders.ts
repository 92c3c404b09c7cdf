import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DegradeTimes } from './job';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Runs a job in a process of its own. */
export type Contender = (jobFile: string) => DegradeTimes;

const run = (command: string, args: readonly string[]): DegradeTimes => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error || status !== 0) throw new Error(error?.message ?? stderr.trim());
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as DegradeTimes;
};

/** srkit on the Node that runs the bench. */
export const srkit: Contender = (jobFile) =>
  run(process.execPath, ['--import', 'tsx', path('./srkit-child.ts'), jobFile]);

/** A Python with PyTorch: the system's, whose packages Debian provides, or the one on the PATH. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

/** PyTorch, or undefined where no Python has it. */
export const findPyTorch = (): Contender | undefined => {
  const python = PYTHONS.find((name) => spawnSync(name, ['-c', 'import torch']).status === 0);
  return python === undefined ? undefined : (jobFile) => run(python, [path('./pytorch.py'), jobFile]);
};
