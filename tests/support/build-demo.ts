import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Libraries with an entry of their own for browsers. */
const WITH_BROWSER_ENTRY = 'backend-wasm|checkpoints|image';
const PORTABLE = 'core|ops|models|upscale';

/** Builds the demo page from the sources of all packages, so that no stale build is tested. */
export const buildDemo = async (target: string): Promise<void> => {
  await build({
    root: root('apps/demo'),
    logLevel: 'warn',
    build: { outDir: target, emptyOutDir: true, minify: false },
    resolve: {
      alias: [
        {
          find: new RegExp(`^@srkit/(${WITH_BROWSER_ENTRY})$`),
          replacement: root('packages/$1/src/index.browser.ts'),
        },
        { find: new RegExp(`^@srkit/(${PORTABLE})$`), replacement: root('packages/$1/src/index.ts') },
      ],
    },
  });
};
