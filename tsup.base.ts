import { defineConfig } from 'tsup';

/** Build settings shared by every library: ESM, CommonJS and types for each entry. */
export const library = (entry: string[]) =>
  defineConfig({
    entry,
    format: ['esm', 'cjs'],
    // tsup 8 sets baseUrl for its type bundler, which TypeScript 6 calls deprecated.
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
    clean: true,
    shims: true,
    sourcemap: true,
    splitting: false,
    target: 'es2022',
    platform: 'neutral',
  });
