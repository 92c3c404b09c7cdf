import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import base from '../tsconfig.base.json' with { type: 'json' };

const root = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The source of a package's entry: what tsconfig's table says, or the entry for browsers where there is one. */
export const browserSource = (name: string): string | undefined => {
  for (const [pattern, [path]] of Object.entries(base.compilerOptions.paths)) {
    const [before, after] = pattern.split('*');
    const found =
      after === undefined
        ? name === pattern && ''
        : /^[^/]+$/.test(name.slice(before!.length)) &&
          name.startsWith(before!) &&
          name.slice(before!.length);
    if (found === false) continue;
    const source = root(path!.replace('*', found));
    const browser = source.replace(/\.ts$/, '.browser.ts');
    return existsSync(browser) ? browser : source;
  }
  return undefined;
};

/** Vite builds pages from the packages' sources, so that no stale build is tested. */
export const browserSources = (): Plugin => ({
  name: 'srkit-sources',
  enforce: 'pre',
  resolveId: (source) => browserSource(source),
});
