import '@srkit/backend-wasm';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { crc32 } from '@srkit/core';
import { decodeImage, type Raster } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { type DemoPage, fixture, pngFile, type UploadedFile } from './support/demo-page';
import { demoSite, hasChromium } from './support/demo-site';
import { drawnPicture, largestDifference } from './support/pictures';

const MODEL = 'rrdbnet_x4.pth';
const NOT_ISOLATED = {};

/** What Node makes of the same picture. */
const enlargedHere = async (raster: Raster, model?: UploadedFile, outscale?: number): Promise<Raster> => {
  const loaded = await loadModel(model ? new Uint8Array(model.buffer) : defaultModelUrl());
  try {
    return (await new Upscaler(loaded, { outscale }).upscale(raster)).image;
  } finally {
    loaded.dispose();
  }
};

/** A picture of 16 bits with alpha. */
const deepPicture = (width: number, height: number): Raster => ({
  width,
  height,
  channels: 4,
  data: Uint16Array.from({ length: width * height * 4 }, (_, i) => (i * 7919) % 65536),
});

/** A black PNG of one bit for each pixel, whatever its size. */
const blackPng = (width: number, height: number): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height));
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** The colours of a canvas of the page, as the visitor sees them. */
const seen = (demo: DemoPage, slot: 'first' | 'second'): Promise<number> =>
  demo.page.evaluate((which) => {
    const canvas = document.querySelector(`canvas[slot=${which}]`) as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, slot);

describe.skipIf(!hasChromium)('the upscale room', () => {
  const site = demoSite();
  beforeAll(async () => {
    await setBackend('srkit-wasm');
    await ready();
  });

  const expectSameAsNode = async (demo: DemoPage, raster: Raster, model?: UploadedFile): Promise<void> => {
    await demo.ended('done');
    const { name, bytes } = await demo.download('#download');
    const there = await decodeImage(bytes);
    const here = await enlargedHere(raster, model);
    expect(name).toBe('drawn_x4.png');
    expect([there.width, there.height, there.channels]).toEqual([here.width, here.height, here.channels]);
    expect(there.data.constructor).toBe(here.data.constructor);
    expect(largestDifference(here, there)).toBeLessThanOrEqual(1);
  };

  test('enlarges what is chosen as Node does, on threads, shows both, and says how', async () => {
    const demo = await site.open();
    const raster = drawnPicture(61, 47);
    expect(await demo.backend()).toMatch(/CPU, [2-9]\d* threads|CPU, 1 thread$/);
    await demo.choose(await pngFile(raster));
    await expectSameAsNode(demo, raster);
    for (const slot of ['first', 'second'] as const) expect(await seen(demo, slot)).toBeGreaterThan(50);
    expect(await demo.page.textContent('#summary')).toMatch(/^61×47 to 244×188 by srkit-photo-x4 on CPU/);
    expect(await demo.page.textContent('[role=status]')).toContain('drawn.png: 244×188 pixels');
    const report = JSON.parse(await demo.page.inputValue('.report textarea'));
    expect(report).toMatchObject({ backend: 'srkit-wasm', scale: 4, input: { width: 61, height: 47 } });
  });

  test('loads less than 400 kB before the model, and nothing for later meanwhile', async () => {
    const demo = await site.open();
    await demo.page.addInitScript(`
      globalThis.keptFor = [];
      navigator.serviceWorker.register = async () => {
        keptFor.push(document.querySelector('.chip').dataset.backend);
        throw new Error('not here');
      };`);
    const loaded: string[] = [];
    demo.page.on('response', (response) => loaded.push(new URL(response.url()).pathname));
    await demo.page.reload();
    await demo.backend();
    const files = [...new Set(loaded)].filter((path) => /\.(js|css)$|\/$/.test(path));
    const sizes = files.map((path) => {
      const name = path.replace('/srkit/', '') || 'index.html';
      return gzipSync(readFileSync(join(site.folder, name))).length;
    });
    // The page, its style, its program, and the worker's.
    expect(sizes.length).toBeGreaterThan(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(400_000);
    // What works without a network is fetched once the engine is there.
    await expect.poll(() => demo.page.evaluate('keptFor')).toEqual(['srkit-wasm']);
  });

  test('keeps 16 bits and alpha, and writes other formats and scales', async () => {
    const demo = await site.open('?backend=one-thread');
    expect(await demo.backend()).toContain('CPU, 1 thread');
    const raster = deepPicture(20, 16);
    await demo.choose(await pngFile(raster));
    await demo.ended('done');
    const there = await decodeImage((await demo.download('#download')).bytes);
    expect(there.data).toBeInstanceOf(Uint16Array);
    // A level of 255, in 16 bits.
    expect(largestDifference(await enlargedHere(raster), there)).toBeLessThanOrEqual(257);
    await demo.page.locator('#format').selectOption('jpeg');
    const jpeg = await demo.download('#download');
    expect(jpeg.name).toBe('drawn_x4.jpg');
    expect(await decodeImage(jpeg.bytes)).toMatchObject({ width: 80, height: 64, channels: 3 });

    await demo.page.locator('#scale').fill('2.5');
    await demo.page.locator('#again').click();
    await demo.page.waitForFunction("document.querySelector('#summary')?.textContent.includes('50×40')");
    await demo.page.locator('#format').selectOption('png');
    const scaled = await demo.download('#download');
    expect(scaled.name).toBe('drawn_x2.5.png');
    const expected = await enlargedHere(raster, undefined, 2.5);
    expect(largestDifference(expected, await decodeImage(scaled.bytes))).toBeLessThanOrEqual(257);
  });

  test('uses a .pth that is dropped, says what it is, and has it after a reload', async () => {
    const demo = await site.open();
    const raster = drawnPicture(30, 21);
    const model = fixture(MODEL);
    await demo.drop([model, await pngFile(raster)]);
    await expectSameAsNode(demo, raster, model);
    expect(await demo.page.textContent('aside details summary')).toMatch(/RRDBNet ×4, .* kept/);
    await demo.page.reload();
    await demo.page.locator('#model').selectOption(MODEL);
    await demo.choose(await pngFile(raster));
    await expectSameAsNode(demo, raster, model);
  });

  test('enlarges on WebGPU as Node does on the CPU', async () => {
    const demo = await site.open('?backend=webgpu');
    expect(await demo.backend()).toContain('Graphics card');
    const raster = drawnPicture(12, 9);
    const model = fixture(MODEL);
    await demo.drop([model, await pngFile(raster)]);
    await expectSameAsNode(demo, raster, model);
  });

  test('takes no software adapter by itself, and says so', async () => {
    const demo = await site.open();
    expect(await demo.backend()).toContain('CPU');
    await demo.page.locator('.chip').click();
    expect(await demo.page.textContent('dialog[open]')).toMatch(/WebGPU here is computed by the CPU itself/);
    await demo.page.locator('#backend').selectOption('one-thread');
    await demo.page.waitForFunction("document.querySelector('.chip').textContent.includes('1 thread')");
    expect(await demo.page.textContent('dialog[open]')).toContain('?backend=one-thread');
  });

  test('gives up a graphics card that never answers', async () => {
    const demo = await site.open();
    await demo.page.route('**/engine-worker-*.js', async (route) => {
      const response = await route.fetch();
      // Seconds become moments.
      const mute = `
        navigator.gpu.requestAdapter = () => new Promise(() => undefined);
        const later = setTimeout;
        globalThis.setTimeout = (work, time) => later(work, time / 100);`;
      await route.fulfill({ response, body: `${await response.text()};${mute}` });
    });
    const { page } = demo;
    await page.goto(`${page.url()}?backend=webgpu`);
    const chip = page.locator('.chip');
    await expect.poll(() => chip.textContent()).toContain('The graphics card did not answer within 10 s');
    await chip.click();
    await page.locator('#backend').selectOption('auto');
    expect(await demo.backend()).toContain('CPU');
  });

  test('computes on one thread where the page is not isolated', async () => {
    const demo = await site.open('', {}, NOT_ISOLATED);
    const raster = drawnPicture(37, 22);
    expect(await demo.backend()).toContain('CPU, 1 thread');
    await demo.choose(await pngFile(raster));
    await expectSameAsNode(demo, raster);
  });

  test('isolates itself where the host does not, and works without a network from then on', async () => {
    const demo = await site.open('', { serviceWorkers: 'allow' }, NOT_ISOLATED);
    // Asked anew each time, since the page is opened once more meanwhile.
    const isIsolated = (): Promise<boolean> =>
      demo.page
        .evaluate<boolean>('crossOriginIsolated && !!navigator.serviceWorker.controller')
        .catch(() => false);
    await expect.poll(isIsolated, { timeout: 30_000, interval: 100 }).toBe(true);
    expect(await demo.backend()).toContain('CPU');
    site.unplug(NOT_ISOLATED);
    await demo.page.reload();
    const raster = drawnPicture(37, 22);
    await demo.choose(await pngFile(raster));
    await expectSameAsNode(demo, raster);
    expect(await demo.page.evaluate('crossOriginIsolated')).toBe(true);
  });

  test('says why, and computes in plain JavaScript, where a policy forbids WebAssembly', async () => {
    const policy = "script-src 'self'; worker-src 'self' blob:";
    const demo = await site.open('', {}, { 'Content-Security-Policy': policy });
    const raster = drawnPicture(10, 8);
    expect(await demo.backend()).toContain('plain JavaScript');
    await demo.choose(await pngFile(raster));
    await expectSameAsNode(demo, raster);
    await demo.page.locator('.chip').click();
    expect(await demo.page.textContent('dialog[open]')).toMatch(/needs WebAssembly with SIMD/);
    for (const complaint of demo.complaints.splice(0))
      expect(complaint).toMatch(/Content Security Policy|unsafe-eval/i);
  });

  test('says what is wrong with hostile files, and works on afterwards', async () => {
    const demo = await site.open();
    const raster = drawnPicture(10, 8);
    await demo.drop([fixture('os_system.pth')]);
    const model = demo.page.locator('[data-problem=model]');
    await model.waitFor();
    expect(await model.textContent()).toMatch(/^CheckpointError \[E_CHECKPOINT_\w+\] .*system/s);
    const { buffer, ...rest } = await pngFile(raster, 'damaged.png');
    await demo.drop([{ ...rest, buffer: buffer.subarray(0, 60) }]);
    await demo.ended('failed');
    expect(await demo.page.textContent('[data-problem=picture]')).toMatch(/^ImageError \[E_IMAGE_/);
    await demo.choose(await pngFile(raster));
    await demo.ended('done');
    await demo.page.locator('.queue .plain').last().click();
    await expectSameAsNode(demo, raster);
  });

  test('a picture too large to be opened is refused before anything is decoded', async () => {
    const demo = await site.open();
    await demo.backend();
    // All black: a file of some kB, 3.6 GB of pixels.
    await demo.choose({ name: 'bomb.png', mimeType: 'image/png', buffer: blackPng(30_000, 30_000) });
    await demo.ended('failed');
    expect(await demo.page.textContent('[data-problem=picture]')).toMatch(
      /^ImageError \[E_IMAGE_TOO_LARGE\]/,
    );
    expect(await demo.page.locator('.queue img').count()).toBe(0);
  });

  test('takes what is pasted and what the camera sees; the report can be copied', async () => {
    const demo = await site.open('', { permissions: ['clipboard-read', 'clipboard-write'] });
    const { buffer } = await pngFile(drawnPicture(20, 14));
    await demo.page.evaluate(
      (data) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(data)], 'pasted.png', { type: 'image/png' }));
        dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer }));
      },
      [...buffer],
    );
    await demo.ended('done');
    await demo.page.locator('.report summary').click();
    await demo.page.getByRole('button', { name: 'Copy the report' }).click();
    await demo.page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = JSON.parse(await demo.page.evaluate(() => navigator.clipboard.readText()));
    expect(copied).toMatchObject({ output: { width: 80, height: 56 }, tiles: expect.anything() });

    await demo.page.getByRole('button', { name: 'Camera' }).click();
    await demo.page.waitForFunction("document.querySelector('video')?.videoWidth > 0");
    await demo.page.getByRole('button', { name: 'Take the picture' }).click();
    await demo.ended('working', 1);
    expect(await demo.page.locator('.queue .name').last().textContent()).toMatch(/^camera-\d+\.png$/);
    // The camera's light goes out.
    expect(await demo.page.evaluate("document.querySelector('video').srcObject.active")).toBe(false);
    await demo.page.locator('#stop').click();
  });

  test('stops, goes on with the next, and gives all of them as a zip', async () => {
    const demo = await site.open();
    // Wide and low: many bands, each of them quick.
    await demo.choose(await pngFile(drawnPicture(6000, 60), 'wide.png'));
    await demo.page.waitForFunction(
      "document.querySelector('progress')?.position > 0 && document.querySelector('#stop').click() === undefined",
      undefined,
      { polling: 20 },
    );
    await demo.ended('stopped');
    const rasters = [drawnPicture(20, 12), drawnPicture(16, 18)];
    await demo.choose(await Promise.all(rasters.map((raster) => pngFile(raster, 'same.png'))));
    await demo.ended('done', 2);
    await demo.page.locator('.queue .plain').last().click();
    const { bytes } = await demo.download('#download-all');
    const files = unzipSync(bytes);
    expect(Object.keys(files)).toEqual(['same_x4.png', 'same_x4-2.png']);
    for (const [i, file] of Object.values(files).entries()) {
      const there = await decodeImage(file);
      expect(largestDifference(await enlargedHere(rasters[i]!), there)).toBeLessThanOrEqual(1);
    }
  });

  test('zooms and moves by keys, buttons and wheel', async () => {
    const demo = await site.open();
    await demo.choose(await pngFile(drawnPicture(200, 120)));
    await demo.ended('done');
    const zoom = async (): Promise<number> => Number(await demo.page.getAttribute('.stage', 'data-zoom'));
    const fit = await zoom();
    await demo.page.locator('img-comparison-slider').focus();
    await demo.page.keyboard.press('4');
    expect(await zoom()).toBe(4);
    await demo.page.keyboard.press('-');
    expect(await zoom()).toBeCloseTo(3.2, 3);
    await demo.page.keyboard.press('0');
    expect(await zoom()).toBe(fit);
    await demo.page.getByRole('button', { name: '100 %' }).click();
    expect(await zoom()).toBe(1);
    await demo.page.locator('.stage').hover();
    await demo.page.mouse.wheel(0, -100);
    await demo.page.waitForFunction("document.querySelector('.stage').dataset.zoom === '1.2500'");
  });

  test('the page itself computes next to nothing while a picture is made', async () => {
    const demo = await site.open();
    await demo.backend();
    const before = await demo.computed();
    await demo.choose(await pngFile(drawnPicture(420, 300)));
    await demo.ended('done');
    const computed = (await demo.computed()) - before;
    const { milliseconds } = JSON.parse(await demo.page.inputValue('.report textarea'));
    // Had the page made it, it would be all of it.
    expect(computed).toBeLessThan(0.25 * milliseconds.total);
  });

  test.each([
    ['light', 'en', 'Upscale'],
    ['dark', 'ko', '확대'],
  ] as const)('has no barriers, %s, %s', async (colorScheme, language, room) => {
    const demo = await site.open(`?lang=${language}`, { colorScheme, viewport: { width: 360, height: 740 } });
    await demo.backend();
    expect(await demo.page.getAttribute('html', 'lang')).toBe(language);
    expect(await demo.page.textContent('nav a[aria-current]')).toBe(room);
    expect(await demo.barriers()).toEqual([]);
    await demo.page.evaluate(`
      globalThis.widest = 0;
      new MutationObserver(() => { widest = Math.max(widest, document.documentElement.scrollWidth); })
        .observe(document.querySelector('#main'), { subtree: true, attributes: true, childList: true });`);
    await demo.choose(await pngFile(drawnPicture(24, 18), `${'a_name_without_blanks_'.repeat(6)}.png`));
    await demo.ended('done');
    expect(await demo.barriers()).toEqual([]);
    expect(await demo.unreached()).toEqual([]);
    // Nothing is wider than a phone, at any time.
    expect(await demo.page.evaluate('widest')).toBe(360);
  });
});
