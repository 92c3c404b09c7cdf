/// <reference types="vite/client" />
import { defineConfig } from 'vite';
import { browserSources } from '../../scripts/browser-sources.ts';
import { offlineFiles } from './src/offline/offline-files.ts';

/** With these a page may share memory between threads; where a host cannot send them, the service worker adds them. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  // Any folder of any host.
  base: './',
  server: { headers },
  preview: { headers },
  plugins: [browserSources(), offlineFiles()],
  worker: { format: 'es', plugins: () => [browserSources()] },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 2000,
    // The models are files of their own, which are kept.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/offline/sw.ts' },
      output: {
        // A service worker rules over its own folder and what is below.
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
