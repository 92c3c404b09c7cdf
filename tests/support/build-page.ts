import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { browserSources } from '../../scripts/browser-sources';

/** Builds a page of the repository, such as `apps/demo`, from the sources of all packages. */
export const buildPage = async (page: string, target: string, minify = false): Promise<void> => {
  // The test runner's own value would make a page for developing of it, without its service worker.
  const { NODE_ENV } = process.env;
  process.env['NODE_ENV'] = 'production';
  try {
    await build({
      root: fileURLToPath(new URL(`../../${page}`, import.meta.url)),
      base: './',
      logLevel: 'warn',
      build: { outDir: target, emptyOutDir: true, minify, target: 'es2022' },
      worker: { format: 'es', plugins: () => [browserSources()] },
      plugins: [browserSources()],
    });
  } finally {
    process.env['NODE_ENV'] = NODE_ENV;
  }
};
