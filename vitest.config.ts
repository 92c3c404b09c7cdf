import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import './scripts/assemble.mjs';
import './scripts/software-adapter.mjs';

const packages = fileURLToPath(new URL('./packages/', import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run on the sources, so that they need no build; the packed tarballs are tested by scripts/smoke.mjs.
    alias: [
      {
        find: /^@srkit\/(core|backend-wasm|ops|checkpoints|image|models|upscale|degradation|losses|training)$/,
        replacement: `${packages}$1/src/index.ts`,
      },
    ],
  },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'tools/*/src/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    // Two cores: more workers only fight over them.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
