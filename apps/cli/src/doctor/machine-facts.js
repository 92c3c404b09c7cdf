import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { version_core as tfjs } from '@tensorflow/tfjs-core';
import { version } from '../../package.json';
import { cachedPath, cacheFolder } from '../model/cache';
export const machineFacts = () => ({
    srkit: version,
    node: process.versions.node,
    tfjs,
    os: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() || 'unknown',
    threads: availableParallelism(),
    memory: { total: totalmem(), available: process.availableMemory() },
});
/** Formats of `@srkit/image`, and what sharp calls the one it names otherwise (AVIF is a kind of HEIF to it). */
const READS = { png: 'png', jpeg: 'jpeg', webp: 'webp', avif: 'heif', tiff: 'tiff', gif: 'gif' };
const WRITES = { png: 'png', jpeg: 'jpeg', webp: 'webp', avif: 'heif', tiff: 'tiff' };
/** Asks the sharp that `@srkit/image` uses. */
export const codecFacts = async () => {
    // sharp is that package's dependency and not ours, so it is found from there.
    const require = createRequire(import.meta.resolve('@srkit/image/package.json'));
    const { versions, format } = require('sharp');
    const able = (names, way) => Object.keys(names).filter((name) => format[names[name]]?.[way].file);
    return {
        library: 'sharp',
        version: versions['sharp'] ?? 'unknown',
        versions,
        reads: able(READS, 'input'),
        writes: able(WRITES, 'output'),
    };
};
export const cacheFacts = async () => {
    const folder = cacheFolder();
    const names = await readdir(folder).catch(() => []);
    const models = [];
    for (const file of names.filter((name) => /\.(pth|pt|ckpt|safetensors)$/i.test(name)).sort()) {
        models.push({ file, bytes: (await stat(cachedPath(file, folder))).size });
    }
    return { folder, models };
};
