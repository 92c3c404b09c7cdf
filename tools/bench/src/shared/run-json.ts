import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Where the programs in Python find what they share. */
const PYTHONPATH = fileURLToPath(new URL('.', import.meta.url));

/**
 * Runs a program and reads the JSON in the last line of what it prints.
 *
 * @param environment added to this process's own.
 * @param timeout in milliseconds, after which it is ended.
 * @throws Error with what it said when it fails.
 */
export const runJson = <T>(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  timeout?: number,
): T => {
  const env = { ...process.env, PYTHONPATH, ...environment };
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', env, timeout });
  if (error || status !== 0) throw new Error(error?.message ?? stderr.trim());
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
};

/** A Python with a module: the system's, whose packages Debian provides, or the one on the PATH. */
export const findPython = (module: string): string | undefined =>
  ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', `import ${module}`]).status === 0);
