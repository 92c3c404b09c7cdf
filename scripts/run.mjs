// Helpers of the scripts: run a step with its output shown, and count steps.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const environment = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', FORCE_COLOR: '0' };

/** Runs a command from the repository's root; true if it exited with 0. */
export const run = (command, args, options = {}) => {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...environment, ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  if (error) console.error(String(error));
  return status === 0;
};

/** Runs a tool of node_modules/.bin. */
export const tool = (name, args, options) => run('npx', ['--no-install', name, ...args], options);

/** Runs named steps one after the other, all of them, and returns how many failed. */
export const steps = async (list) => {
  const failed = [];
  for (const [name, step] of list) {
    console.log(`\n== ${name}`);
    let ok = false;
    try {
      ok = await step();
    } catch (error) {
      console.error(error);
    }
    if (!ok) failed.push(name);
    console.log(`== ${name}: ${ok ? 'ok' : 'FAILED'}`);
  }
  if (failed.length > 0) console.log(`\nFAILED: ${failed.join(', ')}`);
  return { passed: list.length - failed.length, failed: failed.length };
};
