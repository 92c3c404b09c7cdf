import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSrkitWasm } from '@srkit/backend-wasm';
import { openLoader } from '@srkit/datasets';
import { degradationOptions } from '@srkit/degradation';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawPicture, layOut } from '../packages/datasets/src/testing/draw-pictures';
import { buildPage } from './support/build-page';
import type { DatasetInPage } from './support/dataset-in-page';
import { findChromium } from './support/find-chromium';
import { launchChromium } from './support/launch-chromium';
import { type Served, serveFolder } from './support/serve-folder';

const executable = findChromium();
if (!executable) {
  console.warn(
    'SKIPPED: data sets in a page, because no Chromium was found. Install it with: bash scripts/install-chromium.sh',
  );
}

declare const page: DatasetInPage;

const OPTIONS = { batchSize: 3, seed: 5 };
const CUFED = { type: 'cufed', gtSize: 80 } as const;
const degradation = degradationOptions('realesrgan-x4plus', { gtSize: 32 });
const DEGRADED = { type: 'degraded', folder: 'input', cropSize: 80, degradation } as const;

describe.skipIf(!executable)('a loader in headless Chromium', () => {
  let folder: string;
  let root: string;
  let served: Served;
  let browser: Browser;
  let tab: Page;

  beforeAll(async () => {
    root = await layOut(
      Object.fromEntries(
        [0, 1, 2].flatMap((i) => [
          [`input/${i}.png`, drawPicture(80, 80, i)],
          [`ref/${i}.png`, drawPicture(70, 90, i + 10)],
        ]),
      ),
    );
    folder = await mkdtemp(join(tmpdir(), 'srkit-page-'));
    await buildPage('tests/fixtures/dataset-page', folder);
    served = await serveFolder(folder);
    browser = await launchChromium(executable as string);
    tab = await browser.newPage();
    await tab.goto(served.url);
    await tab.setInputFiles('input', root);
    for (const name of await readdir(root, { recursive: true })) {
      if (!name.endsWith('.png')) continue;
      const bytes = [...(await readFile(join(root, name)))];
      await tab.evaluate(([to, of]) => page.put(to as string, of as number[]), [name, bytes] as const);
    }
  });
  afterAll(async () => {
    await browser?.close();
    served?.server.close();
    for (const each of [folder, root]) if (each) await rm(each, { recursive: true, force: true });
  });

  const inPage = (where: 'files' | 'handle', set: typeof CUFED | typeof DEGRADED) =>
    tab.evaluate(([of, description, options]) => page.take(of, description, options), [
      where,
      set,
      OPTIONS,
    ] as const);

  test('gives the samples that Node gives, from picked files and from a folder, bit for bit', async () => {
    const loader = await openLoader({ ...CUFED, root }, { ...OPTIONS, workers: 0 });
    const expected = (await loader.next())!.samples.map(({ name, gt, lq, up, refs }) => ({
      name,
      pictures: [gt, lq, up, ...refs].map(({ width, height, data }) => ({
        width,
        height,
        samples: [...data],
      })),
    }));
    await loader.close();
    expect(await inPage('files', CUFED)).toEqual(expected);
    expect(await inPage('handle', CUFED)).toEqual(expected);
  });

  test('degrades there, as far as two processors agree on last bits', async () => {
    await startSrkitWasm();
    const loader = await openLoader({ ...DEGRADED, root }, { ...OPTIONS, workers: 0 });
    const { samples } = (await loader.next())!;
    await loader.close();
    const there = await inPage('files', DEGRADED);
    expect(there.map(({ name }) => name)).toEqual(samples.map(({ name }) => name));
    for (const [i, { pictures }] of there.entries()) {
      const { gt, lq } = samples[i]!;
      expect(pictures[0]!.samples).toEqual([...gt.data]);
      const differences = pictures[1]!.samples.map((value, j) => Math.abs(value - lq.data[j]!));
      expect(differences).toHaveLength(lq.data.length);
      // A last bit may decide how JPEG rounds a coefficient.
      expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(0.5);
    }
    expect(await inPage('handle', DEGRADED)).toEqual(there);
  });
});
