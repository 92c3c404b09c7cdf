// Builds the command from the sources of all packages in one pass, without types: a second or two, where the build
// that is published takes a minute. `npx srkit` in a clone, `npm start`, the command's tests and benchmarks run it.
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const APP = join(ROOT, 'apps/cli');
/** Inside the package, so that its dependencies are found from there. */
const CACHE = join(APP, 'node_modules/.cache/srkit');

/** Builds of other sources are kept this long: another process may be running one. */
const KEPT_MS = 3_600_000;

const LIBRARIES = readdirSync(join(ROOT, 'packages')).map((name) => join(ROOT, 'packages', name));
const WORKSPACES = [APP, ...LIBRARIES];

/** The sources of a workspace that a build may contain. */
const sourcesOf = (workspace) =>
  readdirSync(join(workspace, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(workspace, 'src', name));

/** What a workspace ships beside its program. */
const assetsOf = (workspace) => {
  const assets = join(workspace, 'assets');
  return existsSync(assets) ? readdirSync(assets).map((name) => join(assets, name)) : [];
};

/** A text that changes whenever a source, a manifest, an asset or the way they are built does. */
const fingerprint = () => {
  const hash = createHash('sha256');
  const files = WORKSPACES.flatMap((at) => [...sourcesOf(at), ...assetsOf(at), join(at, 'package.json')]);
  for (const file of [...files, join(ROOT, 'tsconfig.base.json'), fileURLToPath(import.meta.url)]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}:${size}:${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
};

const PROGRAM = /new URL\('\.\/([\w-]+)\.js', import\.meta\.url\)/g;

/** Programs of their own, such as threads, which a built package finds by name beside its entry. */
const programs = () =>
  WORKSPACES.flatMap((workspace) => {
    const files = sourcesOf(workspace);
    const names = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(PROGRAM)].map(([, name]) => name),
    );
    return [...new Set(names)].map((name) => {
      const source = files.find((file) => basename(file) === `${name}.ts`);
      if (!source) throw new Error(`${workspace} starts ${name}.js, but has no ${name}.ts.`);
      return source;
    });
  });

/**
 * Bundles programs with the packages' sources into `folder`/dist, each under its own name, and what the packages look for
 * beside themselves.
 */
export const bundle = async (entryPoints, folder) => {
  await import('./assemble.mjs');
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...entryPoints, ...programs()],
    outdir: join(folder, 'dist'),
    entryNames: '[name]',
    tsconfig: join(APP, 'tsconfig.json'),
    // What tsconfig's paths name is bundled, everything else is not.
    packages: 'external',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  });
  // Where a package looks for its assets, beside its `dist`.
  for (const asset of LIBRARIES.flatMap(assetsOf)) {
    mkdirSync(join(folder, 'assets'), { recursive: true });
    const link = join(folder, 'assets', basename(asset));
    // A folder that was bundled into before has them.
    rmSync(link, { force: true });
    symlinkSync(asset, link);
  }
};

const removeOld = () => {
  for (const name of readdirSync(CACHE)) {
    const folder = join(CACHE, name);
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * Builds the command, unless this has been done for these very sources.
 *
 * @param options.onBuild called before anything is built.
 * @returns the path of main.js.
 */
export const quickBuild = async ({ onBuild = () => undefined } = {}) => {
  await import('./assemble.mjs');
  const folder = join(CACHE, fingerprint());
  const main = join(folder, 'dist/main.js');
  if (existsSync(main)) return main;
  onBuild();
  const draft = join(CACHE, randomUUID());
  mkdirSync(draft, { recursive: true });
  await bundle([join(APP, 'src/main.ts')], draft);
  removeOld();
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another process was quicker.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(main)) throw error;
  }
  return main;
};
