/// <reference types="vite/client" />
import { defineConfig } from 'vite';
/** With these a page may share memory between threads; without them srkit computes on one. */
const headers = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
};
export default defineConfig({
    base: './',
    server: { headers },
    preview: { headers },
    build: { target: 'es2022', chunkSizeWarningLimit: 2000 },
});
