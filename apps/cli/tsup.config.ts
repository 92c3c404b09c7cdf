import { defineConfig } from 'tsup';
import { withLicence } from '../../tsup.base';

withLicence();

export default defineConfig({
  // The worker and the probe are programs of their own, found by name beside main.js.
  entry: ['src/main.ts', 'src/engine-worker.ts', 'src/probe-adapter.ts'],
  format: ['esm'],
  clean: true,
  sourcemap: true,
  target: 'node20',
  // An optional peer, which tsup would bundle.
  external: ['webgpu'],
});
