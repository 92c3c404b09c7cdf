// What all published packages say alike, in one place. `node scripts/manifests.mjs` writes it into their manifests,
// `npm run check` compares. The root's manifest has the fields that the owner sets: `repository` (a URL) and `homepage`
// go from there into every package, and stay out while they are not set.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packages } from './packages.mjs';
import { root } from './run.mjs';

const owner = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const KEYWORDS = ['super-resolution', 'tensorflow.js', 'tfjs', 'real-esrgan'];

/** A manifest as it should be: `own` are its own fields, `ours` those of all. */
const shared = ({ folder, manifest }) => {
  const { license, engines } = owner;
  const { repository: _1, homepage: _2, ...own } = manifest;
  const ours = {
    license,
    engines,
    keywords: [...KEYWORDS, ...(manifest.keywords ?? []).filter((word) => !KEYWORDS.includes(word))],
    publishConfig: { access: 'public' },
    ...(owner.homepage && { homepage: owner.homepage }),
    ...(owner.repository && {
      repository: { type: 'git', url: owner.repository, directory: relative(root, folder) },
    }),
  };
  // Fields that are there keep their places.
  return { ...own, ...ours };
};

/** Manifests that differ from what they should be: the path and the text it should have. */
export const staleManifests = () =>
  packages()
    .map((workspace) => ({
      path: join(workspace.folder, 'package.json'),
      text: `${JSON.stringify(shared(workspace), null, 2)}\n`,
    }))
    .filter(({ path, text }) => readFileSync(path, 'utf8') !== text);

/** For `npm run check`. */
export const checkManifests = () => {
  const stale = staleManifests();
  for (const { path } of stale) console.log(`${path}: run node scripts/manifests.mjs`);
  return stale.length === 0;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, text } of staleManifests()) writeFileSync(path, text);
}
