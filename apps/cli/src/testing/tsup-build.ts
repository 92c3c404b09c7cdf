import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { dependencies, optionalDependencies } from '../../package.json';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const app = join(root, 'apps/cli');
/** Inside the package, so that its dependencies are found from there. */
const cache = join(app, 'node_modules/.cache/srkit-test');

/** As in the root's vitest.config.ts: tests run on the sources. */
const LIBRARIES = ['core', 'backend-wasm', 'ops', 'checkpoints', 'image', 'models', 'upscale', 'degradation'];

/** Builds of other sources are kept this long, since another test run may be using them. */
const KEPT_MS = 3_600_000;

/** A text that changes whenever a source does. */
const fingerprint = async (): Promise<string> => {
  const hash = createHash('sha256');
  for (const folder of [join(app, 'src'), ...LIBRARIES.map((name) => join(root, `packages/${name}/src`))]) {
    for (const file of (await readdir(folder, { recursive: true })).sort()) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const { size, mtimeMs } = await stat(join(folder, file));
      hash.update(`${folder}/${file}:${size}:${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
};

const buildInto = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  // Where the bundled `defaultModelUrl` looks for the model that ships with @srkit/models.
  await symlink(join(root, 'packages/models/assets'), join(folder, 'assets'), 'junction');
  await build({
    config: false,
    silent: true,
    entry: ['main', 'engine-worker', 'probe-adapter'].map((name) => join(app, `src/${name}.ts`)),
    outDir: join(folder, 'dist'),
    format: ['esm'],
    target: 'node20',
    // @srkit/degradation's yaml is CommonJS that requires Node's modules, which an ESM bundle cannot.
    external: ['yaml', ...Object.keys({ ...dependencies, ...optionalDependencies })],
    noExternal: [/^@srkit\//],
    esbuildOptions(options) {
      options.alias = Object.fromEntries(
        LIBRARIES.map((name) => [`@srkit/${name}`, join(root, `packages/${name}/src/index.ts`)]),
      );
    },
  });
};

const removeOld = async (): Promise<void> => {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    const found = await stat(folder).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
};

/**
 * Builds the command as it is published, but on the sources of the libraries; once for all test files.
 *
 * @returns the path of main.js.
 */
export const buildCli = async (): Promise<string> => {
  const folder = join(cache, await fingerprint());
  const main = join(folder, 'dist/main.js');
  if (existsSync(main)) return main;
  const temporary = join(cache, randomUUID());
  await buildInto(temporary);
  await removeOld();
  // The other worker may have been quicker.
  await rename(temporary, folder).catch(() => rm(temporary, { recursive: true, force: true }));
  return main;
};
