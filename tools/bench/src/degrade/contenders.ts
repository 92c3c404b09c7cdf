import { fileURLToPath } from 'node:url';
import { findPython, runJson } from '../shared/run-json';
import type { DegradeTimes } from './job';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Runs a job in a process of its own. */
export type Contender = (jobFile: string) => DegradeTimes;

/** srkit on the Node that runs the bench. */
export const srkit: Contender = (jobFile) =>
  runJson(process.execPath, ['--import', 'tsx', path('./srkit-child.ts'), jobFile]);

/** PyTorch, or undefined where no Python has it. */
export const findPyTorch = (): Contender | undefined => {
  const python = findPython('torch');
  return python === undefined ? undefined : (jobFile) => runJson(python, [path('./pytorch.py'), jobFile]);
};
