import '@tensorflow/tfjs-backend-wasm';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeImage, encodeImage, type Raster } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildDemo } from './support/build-demo';
import { DemoPage, fixture, type UploadedFile } from './support/demo-page';
import { findChromium } from './support/find-chromium';
import { launchChromium } from './support/launch-chromium';
import { drawnPicture, largestDifference } from './support/pictures';
import { type Served, serveFolder } from './support/serve-folder';

const executable = findChromium();
if (!executable) {
  console.warn(
    'SKIPPED: the tests in a page, because no Chromium was found. Install it with: bash scripts/install-chromium.sh',
  );
}

const MODEL = 'rrdbnet_x4.pth';

const asPng = async (raster: Raster): Promise<UploadedFile> => ({
  name: 'drawn.png',
  mimeType: 'image/png',
  buffer: Buffer.from(await encodeImage(raster, { format: 'png' })),
});

/** What Node makes of the same picture. */
const enlargedHere = async (raster: Raster, model: Uint8Array | URL): Promise<Raster> => {
  const loaded = await loadModel(model);
  try {
    return (await new Upscaler(loaded).upscale(raster)).image;
  } finally {
    loaded.dispose();
  }
};

describe.skipIf(!executable)('the demo in headless Chromium', () => {
  let folder: string;
  let served: Served;
  let browser: Browser;
  let demo: DemoPage;

  beforeAll(async () => {
    await setBackend('wasm');
    await ready();
    folder = await mkdtemp(join(tmpdir(), 'srkit-page-'));
    await buildDemo(folder);
    served = await serveFolder(folder);
    browser = await launchChromium(executable as string);
  });

  afterAll(async () => {
    await browser?.close();
    served?.server.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    demo = await DemoPage.open(browser, served.url);
  });

  afterEach(async () => {
    await demo.close();
    expect(demo.complaints).toEqual([]);
  });

  const expectSameAsNode = async (raster: Raster, model?: UploadedFile): Promise<void> => {
    const ending = await demo.ending();
    expect(ending.text).toContain(`${raster.width}x${raster.height} to`);
    expect(ending.state).toBe('done');
    const here = await enlargedHere(raster, model ? new Uint8Array(model.buffer) : defaultModelUrl());
    const there = await decodeImage(await demo.savedPicture());
    expect([there.width, there.height]).toEqual([raster.width * 4, raster.height * 4]);
    expect(largestDifference(here, there)).toBeLessThanOrEqual(1);
  };

  test('enlarges with the model inside the page, as Node does', async () => {
    const raster = drawnPicture(37, 22);
    await demo.start({ picture: await asPng(raster), backend: 'wasm' });
    await expectSameAsNode(raster);
  });

  test('enlarges with a .pth file on wasm, as Node does', async () => {
    const raster = drawnPicture(30, 21);
    const model = fixture(MODEL);
    await demo.start({ picture: await asPng(raster), model, backend: 'wasm' });
    await expectSameAsNode(raster, model);
  });

  test('enlarges with a .pth file on WebGPU, as Node does on wasm', async () => {
    const raster = drawnPicture(12, 9);
    const model = fixture(MODEL);
    await demo.start({ picture: await asPng(raster), model, backend: 'webgpu' });
    await expectSameAsNode(raster, model);
  });

  test('says what is wrong with a hostile model, and works on afterwards', async () => {
    const raster = drawnPicture(10, 8);
    const picture = await asPng(raster);
    await demo.start({ picture, model: fixture('os_system.pth'), backend: 'wasm' });
    const ending = await demo.ending();
    expect(ending.state).toBe('failed');
    expect(ending.text).toMatch(/^CheckpointError \[E_CHECKPOINT_\w+\] .*system/s);
    await demo.start({ picture, backend: 'wasm' });
    await expectSameAsNode(raster);
  });

  test('stops between two tiles', async () => {
    // Wide and low: many tiles, each of them quick.
    await demo.start({ picture: await asPng(drawnPicture(6000, 40)), backend: 'wasm' });
    await demo.stopAfterFirstTile();
    expect(await demo.ending()).toEqual({ state: 'failed', text: 'Stopped.' });
  });
});
