// npm run pack: builds everything that is published and packs it into out/packages, as npm would get it.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pack, packages } from './packages.mjs';
import { root, tool } from './run.mjs';

const target = join(root, 'out/packages');
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
if (!tool('turbo', ['run', 'build', '--filter=!@srkit/demo', '--output-logs=errors-only'])) process.exit(1);
for (const workspace of packages()) console.log(pack(workspace, target));
