// Compiles the AssemblyScript kernels into TypeScript modules that carry the WebAssembly as base64: they load in
// Node, in a browser and from a bundle alike, without a file to find. Each kernel is compiled with plain SIMD and with
// relaxed SIMD (fused multiply-add), those of the backend for private and for shared memory as well, and only when a
// source is newer than the result.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
  { folder: 'packages/ops/assembly', shares: `${BACKEND}/shared`, entry: /\.ts$/, builds: ALONE },
  {
    folder: BACKEND,
    entry: /^kernels\.ts$/,
    builds: {
      ...ALONE,
      SHARED_SIMD: [...ALONE.SIMD, ...shared],
      SHARED_RELAXED_SIMD: [...ALONE.RELAXED_SIMD, ...shared],
    },
  },
  { folder: 'tools/bench/assembly', shares: `${BACKEND}/shared`, entry: /\.ts$/, builds: ALONE },
];

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const compile = async (source, flags) => {
  // Only loaded when something is stale.
  const { main } = await import('assemblyscript/asc');
  let wasm;
  const { error, stderr } = await main(
    [source, '--outFile=out.wasm', '-O3', '--noAssert', '--runtime=stub', '--importMemory', ...flags],
    {
      // The compiler tries names that do not exist; paths are the repository's, wherever this was started.
      readFile: (name) => (changedAt(join(ROOT, name)) ? readFileSync(join(ROOT, name), 'utf8') : null),
      writeFile: (_name, contents) => {
        wasm = contents;
      },
    },
  );
  if (error) throw new Error(`${source} does not compile: ${error.message}\n${stderr.toString()}`);
  return Buffer.from(wasm).toString('base64');
};

const newestIn = (folder) =>
  Math.max(
    ...readdirSync(join(ROOT, folder), { recursive: true }).map((name) =>
      changedAt(join(ROOT, folder, name)),
    ),
  );

for (const { folder, shares = folder, entry, builds } of FOLDERS) {
  const newest = Math.max(newestIn(folder), newestIn(shares), changedAt(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(join(ROOT, folder)).filter((file) => entry.test(file))) {
    const source = `${folder}/${name}`;
    const target = join(ROOT, dirname(folder), 'src', 'generated', name);
    if (changedAt(target) > newest) continue;
    const lines = [`// Made from ${source} by scripts/assemble.mjs.`];
    for (const [build, flags] of Object.entries(builds)) {
      lines.push(`export const ${build} = '${await compile(source, flags)}';`);
    }
    mkdirSync(dirname(target), { recursive: true });
    // Renamed into place: a build and a test may do this at the same time.
    const draft = `${target}.${process.pid}`;
    writeFileSync(draft, `${lines.join('\n')}\n`);
    renameSync(draft, target);
  }
}
