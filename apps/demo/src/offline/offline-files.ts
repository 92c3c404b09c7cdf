import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();

/**
 * Writes into the service worker which files the site consists of, and a version that changes with any of them, once all of
 * them are there.
 */
export const offlineFiles = (): Plugin => ({
  name: 'srkit-offline-files',
  apply: 'build',
  writeBundle: ({ dir }) => {
    const folder = dir as string;
    const worker = join(folder, 'sw.js');
    const hash = createHash('sha256');
    const names = filesOf(folder)
      .filter((path) => path !== worker && !path.endsWith('.map'))
      .map((path) => {
        hash.update(path).update(readFileSync(path));
        return relative(folder, path).split(sep).join('/');
      });
    const site = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files: names });
    const code = readFileSync(worker, 'utf8').replace(/(["'`])__SITE__\1/, () => JSON.stringify(site));
    writeFileSync(worker, code);
  },
});
