import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import './scripts/assemble.mjs';
import './scripts/software-adapter.mjs';
import base from './tsconfig.base.json' with { type: 'json' };

/** Tests run on the sources, so that they need no build; the packed tarballs are tested by scripts/smoke.mjs. */
const sources = Object.entries(base.compilerOptions.paths).map(([name, [path]]) => ({
  find: new RegExp(`^${name.replace('*', '([^/]+)')}$`),
  replacement: fileURLToPath(new URL(path!.replace('*', '$1'), import.meta.url)),
}));

export default defineConfig({
  resolve: { alias: sources },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'tools/*/src/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    globalSetup: 'tests/support/shared-folder.ts',
    // Two cores: more workers only fight over them.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
