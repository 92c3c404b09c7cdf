import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { degradationOptions } from '@srkit/degradation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../../scripts/quick-build.mjs';
import type * as Datasets from '../index';
import { drawPicture, layOut } from '../testing/draw-pictures';

/** The threads that were started, so that they can be ended from outside. */
const threads: Worker[] = [];
const builtin = createRequire(import.meta.url)('node:worker_threads') as { Worker: typeof Worker };
const Original = builtin.Worker;

let folder: string;
let root: string;
let built: typeof Datasets;
beforeAll(async () => {
  builtin.Worker = class extends Original {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      threads.push(this);
    }
  };
  syncBuiltinESMExports();
  // Threads run JavaScript. Inside the repository, so that dependencies are found from there.
  const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'loader-'));
  await bundle([fileURLToPath(new URL('../index.ts', import.meta.url))], folder);
  built = (await import(/* @vite-ignore */ join(folder, 'dist/index.js'))) as typeof Datasets;
  root = await layOut(
    Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`${i}.png`, drawPicture(100 + i, 90, i)])),
  );
});
afterAll(async () => {
  builtin.Worker = Original;
  syncBuiltinESMExports();
  await rm(folder, { recursive: true, force: true });
  await rm(root, { recursive: true, force: true });
});

const degradation = degradationOptions('x4plus', { gtSize: 32 });
const describing = () => ({ type: 'degraded', root, cropSize: 80, degradation, useRot: true }) as const;
const OPTIONS = { batchSize: 3, seed: 11, enlarge: 2, poolSize: 6 } as const;

/** What a stream consists of, in one line. */
const hashOf = async (
  loader: Datasets.DataLoader<Datasets.DegradedSample>,
  batches: number,
  hash = createHash('sha256'),
) => {
  for (let i = 0; i < batches; i++) {
    const batch = await loader.next();
    for (const { name, seed, gt, lq, crop, augmentation, recipe } of batch!.samples) {
      hash.update(JSON.stringify([batch!.number, name, seed, crop, augmentation, recipe]));
      hash.update(gt.data).update(lq.data);
    }
  }
  return hash;
};

describe('a loader with threads', () => {
  it('gives the same stream on 1, 2 and 4, across a resume, and when threads die', {
    timeout: 120_000,
  }, async () => {
    const hashes: string[] = [];
    for (const workers of [1, 2, 4]) {
      const cacheBytes = workers === 2 ? 0 : 2 ** 20;
      const loader = await built.openLoader(describing(), { ...OPTIONS, workers, cacheBytes });
      hashes.push((await hashOf(loader, 6)).digest('hex'));
      await loader.close();
    }
    const hash = createHash('sha256');
    const first = await built.openLoader(describing(), { ...OPTIONS, workers: 2 });
    await hashOf(first, 2, hash);
    const from = JSON.parse(JSON.stringify(first.state())) as Datasets.LoaderState;
    await first.close();
    threads.length = 0;
    const second = await built.openLoader(describing(), { ...OPTIONS, workers: 2, from });
    await hashOf(second, 1, hash);
    expect(threads.length).toBeGreaterThan(0);
    await Promise.all(threads.map((thread) => thread.terminate()));
    const before = threads.length;
    hashes.push((await hashOf(second, 3, hash)).digest('hex'));
    expect(threads.length).toBeGreaterThan(before);
    await second.close();
    expect(new Set(hashes).size).toBe(1);
  });

  it('decodes a picture once for all threads, as long as there is room', async () => {
    const other = await layOut(
      Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`${i}.png`, drawPicture(40, 30, i)])),
    );
    const bytes = 40 * 30 * 3;
    const open = (cacheBytes: number) =>
      built.openLoader(
        { type: 'images', root: other },
        { batchSize: 8, workers: 2, prefetch: 0, cacheBytes },
      );
    const [keeping, short] = [await open(20 * bytes), await open(4 * bytes)];
    const first = (await keeping.next())!.samples;
    await short.next();
    await rm(other, { recursive: true });
    const again = (await keeping.next())!.samples;
    const byName = (samples: typeof first) => new Map(samples.map(({ name, gt }) => [name, gt]));
    expect(byName(again)).toEqual(byName(first));
    await expect(short.next()).rejects.toMatchObject({ code: 'E_DATASET_MISSING' });
    await Promise.all([keeping.close(), short.close()]);
    await expect(
      built.openLoader({ type: 'images', root }, { batchSize: 1, cacheBytes: -1 }),
    ).rejects.toThrow(/cacheBytes is -1/);
  });

  it('names a bad picture, or leaves it out; ends its threads when it is closed', async () => {
    await writeFile(join(root, '3.png'), 'damaged');
    const stopping = await built.openLoader({ type: 'images', root }, { batchSize: 7, workers: 2 });
    await expect(stopping.next()).rejects.toMatchObject({ name: 'DatasetError', code: 'E_DATASET_PICTURE' });
    await stopping.close();
    const skipping = await built.openLoader(
      { type: 'images', root },
      { batchSize: 7, workers: 2, onBadPicture: 'skip', epochs: 1 },
    );
    expect((await skipping.next())!.samples).toHaveLength(7);
    expect([...skipping.skipped.keys()]).toEqual(['3.png']);
    expect(await skipping.next()).toBeUndefined();
    await skipping.close();
    await Promise.all(
      threads.map((thread) =>
        thread.threadId === -1 ? undefined : new Promise((end) => thread.once('exit', end)),
      ),
    );
  });

  it('says what cannot be opened', async () => {
    await expect(
      built.openLoader({ type: 'images', root: join(root, 'none') }, { batchSize: 1, workers: 1 }),
    ).rejects.toMatchObject({ name: 'DatasetError', code: 'E_DATASET_MISSING' });
    await expect(built.openLoader({ type: 'images', root }, { batchSize: 1, workers: -1 })).rejects.toThrow(
      /workers is -1/,
    );
  });
});
