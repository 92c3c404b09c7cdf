// Compiles AssemblyScript on a thread of its own: `{ source, flags }` in, `{ wasm }` as base64 or `{ error }` out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { main } from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const readFile = (name) => {
  try {
    // Paths are the repository's, wherever this was started.
    return readFileSync(join(ROOT, name), 'utf8');
  } catch {
    // The compiler tries names that do not exist.
    return null;
  }
};

parentPort.on('message', async ({ source, flags }) => {
  let wasm;
  const { error, stderr } = await main(
    [source, '--outFile=out.wasm', '-O3', '--noAssert', '--runtime=stub', '--importMemory', ...flags],
    {
      readFile,
      writeFile: (_name, contents) => {
        wasm = contents;
      },
    },
  );
  parentPort.postMessage(
    error
      ? { error: `${source} does not compile: ${error.message}\n${stderr.toString()}` }
      : { wasm: Buffer.from(wasm).toString('base64') },
  );
});
