import { spawnSync } from 'node:child_process';

/** Runs a command and returns the last line of its output; empty if it failed. Its complaints are shown. */
export const lastLine = (command, args, cwd) => {
  const { status, stdout } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status === 0 ? (stdout.trim().split('\n').at(-1) ?? '') : '';
};
