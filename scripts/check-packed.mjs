import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './packages.mjs';
import { tool } from './run.mjs';

/** publint and, for libraries, "are the types wrong" on the tarball that would be published. */
export const checkPacked = (workspace) => {
  const folder = mkdtempSync(join(tmpdir(), 'srkit-pack-'));
  try {
    const tarball = pack(workspace, folder);
    const publint = tool('publint', ['run', tarball, '--strict']);
    // The command has no types to get wrong.
    if (workspace.manifest.bin) return publint;
    const types = tool('attw', [
      tarball,
      '--format',
      'table-flipped',
      '--no-emoji',
      '--exclude-entrypoints',
      'assets',
    ]);
    return publint && types;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
