import { defineConfig } from 'tsup';

/** Build settings shared by every library: ESM, CommonJS and types for each entry. */
export const library = (entry: string[]) =>
  defineConfig({
    entry,
    format: ['esm', 'cjs'],
    dts: true,
    clean: true,
    shims: true,
    sourcemap: true,
    splitting: false,
    target: 'es2022',
    platform: 'neutral',
  });
