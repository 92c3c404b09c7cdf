// Compiles the AssemblyScript kernels into TypeScript modules that carry the WebAssembly as base64: they load in
// Node, in a browser and from a bundle alike, without a file to find. Each kernel is compiled twice, with plain SIMD
// and with relaxed SIMD (fused multiply-add), and does so only when its source is newer than the result.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Every file here is a kernel; what they share lies in a folder below. */
const FOLDER = 'packages/ops/assembly';
const SOURCES = readdirSync(join(ROOT, FOLDER))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `${FOLDER}/${name}`);

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const compile = async (source, features) => {
  // Only loaded when something is stale.
  const { main } = await import('assemblyscript/asc');
  let wasm;
  const { error, stderr } = await main(
    [
      source,
      '--outFile=out.wasm',
      '-O3',
      '--noAssert',
      '--runtime=stub',
      '--importMemory',
      ...features.flatMap((feature) => ['--enable', feature]),
    ],
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

// They import from what they share.
const newest = Math.max(
  ...readdirSync(join(ROOT, FOLDER), { recursive: true }).map((name) => changedAt(join(ROOT, FOLDER, name))),
  changedAt(fileURLToPath(import.meta.url)),
);

for (const source of SOURCES) {
  const target = join(ROOT, dirname(dirname(source)), 'src', 'generated', basename(source));
  if (changedAt(target) > newest) continue;
  const simd = await compile(source, ['simd']);
  const relaxed = await compile(source, ['simd', 'relaxed-simd']);
  mkdirSync(dirname(target), { recursive: true });
  // Renamed into place: a build and a test may do this at the same time.
  const draft = `${target}.${process.pid}`;
  writeFileSync(
    draft,
    `// Made from ${source} by scripts/assemble.mjs.\nexport const SIMD = '${simd}';\nexport const RELAXED_SIMD = '${relaxed}';\n`,
  );
  renameSync(draft, target);
}
