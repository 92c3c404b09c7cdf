#!/usr/bin/env node
// What `npx srkit` runs: the built command, or, in a clone of the repository, its sources as they are now.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const quickBuild = new URL('../../../scripts/quick-build.mjs', import.meta.url);
const built = new URL('../dist/main.js', import.meta.url);
const exists = (url) => existsSync(fileURLToPath(url));

/** The clone's build, if this is one: a package of npm has no sources. */
const fromSources = async () => {
  if (!exists(new URL('../src/main.ts', import.meta.url)) || !exists(quickBuild)) return undefined;
  const { quickBuild: build } = await import(quickBuild.href);
  const { pathToFileURL } = await import('node:url');
  const onBuild = () => process.stderr.write('srkit: building from the sources, half a minute at most\n');
  return pathToFileURL(await build({ onBuild })).href;
};

await import((await fromSources()) ?? built.href);
