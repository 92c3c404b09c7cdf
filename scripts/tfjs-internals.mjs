import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** What imports files inside tfjs, reads its engine's state, or a backend's insides through a cast. */
const INTERNALS =
  /\b(from|import) ?\(?'@tensorflow\/[\w-]+\/(dist|src)\/(?!register_all_gradients)|\bengine\(\)\.state\b|\bstate\b.*= engine\(\)|\bbackend\w*(\(\))? as unknown as\b/;

/** Folders and files that name the version they were checked against, and tests. */
const ALLOWED = /[/\\]tfjs-4\.22[/\\]|[/\\]gpu-kernel\.ts$|\.test\.ts$|[/\\]testing[/\\]/;

/** Throws when a source outside the adapters reads tfjs's private internals. */
export const checkTfjsInternals = () => {
  const found = [];
  for (const group of ['packages', 'apps', 'tools']) {
    for (const name of readdirSync(join(root, group))) {
      const folder = join(root, group, name, 'src');
      let files = [];
      try {
        files = readdirSync(folder, { recursive: true });
      } catch {
        continue;
      }
      for (const file of files.filter((path) => path.endsWith('.ts'))) {
        const path = join(folder, file);
        if (ALLOWED.test(path)) continue;
        const lines = readFileSync(path, 'utf8').split('\n');
        lines.forEach((line, i) => {
          if (INTERNALS.test(line)) found.push(`${path}:${i + 1}: ${line.trim()}`);
        });
      }
    }
  }
  if (found.length === 0) return true;
  throw new Error(
    `These read private internals of tfjs; move them into a folder src/tfjs-4.22 that names the symbol:\n${found.join('\n')}`,
  );
};
