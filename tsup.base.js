import { copyFileSync, rmSync } from 'node:fs';
import { defineConfig } from 'tsup';
/** Every tarball has the licence; npm looks for it beside the manifest. */
export const withLicence = () => copyFileSync('../../LICENSE', 'LICENSE');
/**
 * Build settings shared by every library: types, ESM and CommonJS for each entry. Entries for browsers are ESM alone,
 * as bundlers take them.
 */
export const library = (entry, options = {}) => {
    // Here, and not by each of the two builds, which run at once.
    rmSync('dist', { recursive: true, force: true });
    withLicence();
    const shared = {
        // tsup 8 sets baseUrl for its type bundler, which TypeScript 6 calls deprecated.
        dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
        shims: true,
        sourcemap: true,
        splitting: false,
        target: 'es2022',
        platform: 'neutral',
        ...options,
    };
    const forBrowsers = entry.filter((file) => file.includes('.browser.'));
    const others = entry.filter((file) => !forBrowsers.includes(file));
    return defineConfig([
        { ...shared, entry: others, format: ['esm', 'cjs'] },
        ...(forBrowsers.length > 0 ? [{ ...shared, entry: forBrowsers, format: 'esm' }] : []),
    ]);
};
