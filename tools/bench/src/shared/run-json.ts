import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Where the programs in Python find what they share. */
const PYTHONPATH = fileURLToPath(new URL('.', import.meta.url));

/**
 * Runs a program and reads the JSON in the last line of what it prints.
 *
 * @param environment added to this process's own.
 * @param timeout in milliseconds, after which it is ended.
 * @param stderr `inherit`: what it says meanwhile is seen.
 * @throws Error with what it said when it fails.
 */
export const runJson = <T>(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  timeout?: number,
  stderr: 'pipe' | 'inherit' = 'pipe',
): T => {
  const child = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH, ...environment },
    timeout,
    stdio: ['ignore', 'pipe', stderr],
  });
  const { status, signal, error } = child;
  if (error || status !== 0) {
    throw new Error(error?.message ?? (child.stderr?.trim() || `${command} ended with ${signal ?? status}`));
  }
  return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as T;
};

/** A Python with a module: the system's, whose packages Debian provides, or the one on the PATH. */
export const findPython = (module: string): string | undefined =>
  ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', `import ${module}`]).status === 0);
