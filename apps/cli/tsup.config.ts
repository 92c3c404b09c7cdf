import { defineConfig } from 'tsup';
import { withLicence } from '../../tsup.base';

withLicence();

export default defineConfig({
  // The workers and the probe are programs of their own, found by name beside main.js.
  entry: {
    main: 'src/main.ts',
    'engine-worker': 'src/engine/engine-worker.ts',
    'ref-engine-worker': 'src/ref-upscale/ref-engine-worker.ts',
    'probe-adapter': 'src/backend/probe-adapter.ts',
  },
  format: ['esm'],
  clean: true,
  sourcemap: true,
  target: 'node20',
  // Optional peers, which tsup would bundle.
  external: [
    'webgpu',
    '@srkit/backend-webgpu',
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-backend-wasm',
    '@aws-sdk/client-s3',
    'bullmq',
    'ioredis',
  ],
});
