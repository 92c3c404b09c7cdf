import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './folders';

const TURBO = join(ROOT, 'node_modules/turbo/bin/turbo');

/** Builds packages and what they need, unless they are built. */
export const buildPackages = (names: readonly string[]): void => {
  const { status } = spawnSync(
    process.execPath,
    [TURBO, 'run', 'build', ...names.map((name) => `--filter=${name}`), '--output-logs=errors-only'],
    { cwd: ROOT, stdio: ['ignore', 2, 2], env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } },
  );
  if (status !== 0) throw new Error(`${names.join(', ')} could not be built.`);
};
