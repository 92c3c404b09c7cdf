// Runs the golden runner from its sources, so that it needs no build but that of the kernels.
import { spawnSync } from 'node:child_process';
import './assemble.mjs';
import './software-adapter.mjs';

const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', 'tools/goldens/src/main.ts', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, TSX_TSCONFIG_PATH: 'tsconfig.json' } },
);
process.exit(status ?? 1);
