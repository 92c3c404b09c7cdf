// Compiles the AssemblyScript kernels into TypeScript modules that carry the WebAssembly as base64: they load in
// Node, in a browser and from a bundle alike, without a file to find. Each kernel is compiled with plain SIMD and with
// relaxed SIMD (fused multiply-add), those of the backend for private and for shared memory as well, those of core and of
// pictures, which have nothing to fuse, with plain SIMD alone; and only when a source is newer than the result.
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ALONE = {
  SIMD: ['--enable', 'simd'],
  RELAXED_SIMD: ['--enable', 'simd', '--enable', 'relaxed-simd'],
};
const shared = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];

const BACKEND = 'packages/backend-wasm/assembly';

/**
 * `entry`: the modules; what they import lies beside or below them, or in the folder `shares`. `builds`: compiler flags
 * by exported name.
 */
const FOLDERS = [
  {
    folder: BACKEND,
    entry: /^kernels\.ts$/,
    // Only one of them is needed: a page loads no other.
    apart: true,
    builds: {
      ...ALONE,
      SHARED_SIMD: [...ALONE.SIMD, ...shared],
      SHARED_RELAXED_SIMD: [...ALONE.RELAXED_SIMD, ...shared],
    },
  },
  { folder: 'packages/core/assembly', entry: /\.ts$/, builds: { SIMD: ALONE.SIMD } },
  { folder: 'packages/image/assembly', entry: /\.ts$/, builds: { SIMD: ALONE.SIMD } },
  { folder: 'tools/bench/assembly', shares: `${BACKEND}/shared`, entry: /\.ts$/, builds: ALONE },
];

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newestIn = (folder) =>
  Math.max(
    ...readdirSync(join(ROOT, folder), { recursive: true }).map((name) =>
      changedAt(join(ROOT, folder, name)),
    ),
  );

/** What has to be made anew: a target and the builds it consists of. */
const stale = FOLDERS.flatMap(({ folder, shares = folder, entry, builds, apart = false }) => {
  const compiler = ['assemble.mjs', 'assemble-worker.mjs'].map((name) =>
    changedAt(join(ROOT, 'scripts', name)),
  );
  const newest = Math.max(newestIn(folder), newestIn(shares), ...compiler);
  return readdirSync(join(ROOT, folder))
    .filter((file) => entry.test(file))
    .map((name) => ({
      source: `${folder}/${name}`,
      target: join(ROOT, dirname(folder), 'src', 'generated', name),
      builds,
      apart,
    }))
    .filter(({ target }) => changedAt(target) <= newest);
});

/** Compiles all of them, as many at once as there are processors; the results in the same order. */
const compileAll = async (jobs) => {
  const results = [];
  let next = 0;
  const lane = async () => {
    const worker = new Worker(new URL('./assemble-worker.mjs', import.meta.url));
    try {
      while (next < jobs.length) {
        const index = next++;
        worker.postMessage(jobs[index]);
        const [{ wasm, error }] = await once(worker, 'message');
        if (error) throw new Error(error);
        results[index] = wasm;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, lane));
  return results;
};

const write = (target, lines) => {
  mkdirSync(dirname(target), { recursive: true });
  // Renamed into place: a build and a test may do this at the same time.
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, `${lines.join('\n')}\n`);
  renameSync(draft, target);
};

const jobs = stale.flatMap(({ source, target, builds }) =>
  Object.entries(builds).map(([build, flags]) => ({ source, flags, target, build })),
);
const compiled = await compileAll(jobs);

for (const { source, target, apart } of stale) {
  const made = `// Made from ${source} by scripts/assemble.mjs.`;
  const lines = [made];
  for (const [index, { build, target: own }] of jobs.entries()) {
    if (own !== target) continue;
    if (!apart) {
      lines.push(`export const ${build} = '${compiled[index]}';`);
      continue;
    }
    const name = `${basename(target, '.ts')}-${build.toLowerCase().replaceAll('_', '-')}`;
    write(join(dirname(target), `${name}.ts`), [made, `export const BASE64 = '${compiled[index]}';`]);
    lines.push(`export const ${build} = async (): Promise<string> => (await import('./${name}')).BASE64;`);
  }
  write(target, lines);
}

// The default model, for bundlers that take no files along.
const MODEL = 'packages/models/assets/srkit-photo-x4.safetensors';
const weights = join(ROOT, 'packages/models/src/generated/default-weights.ts');
if (changedAt(weights) <= Math.max(changedAt(join(ROOT, MODEL)), changedAt(fileURLToPath(import.meta.url)))) {
  const base64 = readFileSync(join(ROOT, MODEL)).toString('base64');
  write(weights, [`// Made from ${MODEL} by scripts/assemble.mjs.`, `export const WEIGHTS = '${base64}';`]);
}
