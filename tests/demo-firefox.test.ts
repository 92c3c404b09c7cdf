import '@srkit/backend-wasm';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyToRaster, parseRecipe } from '@srkit/degradation';
import { cropRaster, decodeImage, type Raster } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtDemo } from './support/built-demo';
import { fixture, pngFile, type UploadedFile } from './support/demo-page';
import { findFirefox, launchFirefox } from './support/launch-firefox';
import { drawnPicture, largestDifference } from './support/pictures';
import { ISOLATED, type Served, serveFolder } from './support/serve-folder';

const executable = findFirefox();
if (!executable) {
  console.warn(
    'SKIPPED: the demo site in Firefox, because there is none. Install it with: apt-get install firefox-esr',
  );
}

/** How long a picture may take where others compute as well. */
const PATIENCE = { timeout: 120_000 };

// Firefox has no WebGPU in its long-term releases on Linux: what is tested is the CPU, with and without threads.
describe.skipIf(!executable)('the demo site in Firefox', () => {
  let site: string;
  /** Of files that are chosen. */
  let folder: string;
  let browser: Browser;
  const served: Served[] = [];
  beforeAll(async () => {
    await setBackend('srkit-wasm');
    await ready();
    folder = await mkdtemp(join(tmpdir(), 'srkit-firefox-'));
    site = await builtDemo();
    browser = await launchFirefox(executable as string);
  });
  afterAll(async () => {
    await browser?.close();
    for (const { server } of served) server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The page for a new visitor, and what it complained of. */
  const open = async (address: string, headers = ISOLATED): Promise<{ page: Page; complaints: string[] }> => {
    const at = await serveFolder(site, headers, '/srkit/');
    served.push(at);
    const page = await (await browser.createBrowserContext()).newPage();
    // The page is not opened once more under the test to be isolated.
    await page.evaluateOnNewDocument(() => {
      if (location.protocol === 'http:') sessionStorage.setItem('srkit-isolation-tried', 'yes');
    });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(at.url + address);
    await page.waitForSelector('.chip:not([data-backend=""])', PATIENCE);
    return { page, complaints };
  };

  const choose = async (page: Page, input: string, ...files: UploadedFile[]): Promise<void> => {
    const paths = files.map(({ name }) => join(folder, name));
    for (const [i, { buffer }] of files.entries()) await writeFile(paths[i]!, buffer);
    await ((await page.$(input)) as ElementHandle<HTMLInputElement>).uploadFile(...paths);
  };

  const ended = (page: Page, state: string): Promise<unknown> =>
    page.waitForSelector(`.queue [data-state=${state}]`, PATIENCE);

  /** What a click gives to the visitor. */
  const download = async (page: Page, selector: string): Promise<Raster> => {
    const base64 = await page.evaluate(async (button) => {
      const { createObjectURL } = URL;
      const saved = new Promise<Blob>((resolve) => {
        URL.createObjectURL = (blob) => {
          resolve(blob as Blob);
          return createObjectURL(blob);
        };
      });
      (document.querySelector(button) as HTMLElement).click();
      const bytes = new Uint8Array(await (await saved).arrayBuffer());
      URL.createObjectURL = createObjectURL;
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    }, selector);
    return decodeImage(Buffer.from(base64, 'base64'));
  };

  const enlargedHere = async (raster: Raster, model: URL | Uint8Array): Promise<Raster> => {
    const loaded = await loadModel(model);
    try {
      return (await new Upscaler(loaded).upscale(raster)).image;
    } finally {
      loaded.dispose();
    }
  };

  test.each([
    ['on threads where the page is isolated', ISOLATED, /CPU, (1 thread|\d+ threads)/],
    ['on one thread where it is not', {}, /CPU, 1 thread/],
  ])('enlarges as Node does, %s', async (_where, headers, backend) => {
    const { page, complaints } = await open('', headers);
    expect(await page.$eval('.chip', ({ textContent }) => textContent)).toMatch(backend);
    const raster = drawnPicture(41, 33);
    await choose(page, '#pictures', await pngFile(raster));
    await ended(page, 'done');
    const there = await download(page, '#download');
    expect(largestDifference(await enlargedHere(raster, defaultModelUrl()), there)).toBeLessThanOrEqual(1);
    await page.focus('img-comparison-slider');
    await page.keyboard.press('4');
    expect(await page.$eval('.stage', (stage) => (stage as HTMLElement).dataset['zoom'])).toBe('4.0000');
    expect(complaints).toEqual([]);
  });

  test('takes a checkpoint, and says what is wrong with hostile files', async () => {
    const { page, complaints } = await open('');
    const model = fixture('rrdbnet_x4.pth');
    await choose(page, '#model-file', fixture('os_system.pth'));
    await page.waitForSelector('[data-problem=model]', PATIENCE);
    await choose(page, '#model-file', model);
    await page.waitForFunction("document.querySelector('#model').value === 'rrdbnet_x4.pth'", PATIENCE);
    const raster = drawnPicture(20, 17);
    const { buffer, ...rest } = await pngFile(raster, 'damaged.png');
    await choose(page, '#pictures', { ...rest, buffer: buffer.subarray(0, 60) });
    await ended(page, 'failed');
    await choose(page, '#pictures', await pngFile(raster));
    await ended(page, 'done');
    await page.evaluate("[...document.querySelectorAll('.queue .plain')].at(-1).click()");
    const there = await download(page, '#download');
    expect(
      largestDifference(await enlargedHere(raster, new Uint8Array(model.buffer)), there),
    ).toBeLessThanOrEqual(1);
    expect(complaints).toEqual([]);
  });

  test('degrades as Node does', async () => {
    const { page, complaints } = await open('#degradation');
    await page.waitForSelector('#lab-save:not([disabled])', PATIENCE);
    const recipe = parseRecipe(
      JSON.parse(await page.$eval('#lab-json', (box) => (box as HTMLTextAreaElement).value)),
    );
    const harbour = await decodeImage('samples/harbour.png');
    const { width, height } = recipe;
    const [top, left] = [(harbour.height - height) >> 1, (harbour.width - width) >> 1];
    const { lq } = await applyToRaster(cropRaster(harbour, { top, left, width, height }), recipe);
    expect(largestDifference(lq, await download(page, '#lab-save'))).toBeLessThanOrEqual(1);
    expect(complaints).toEqual([]);
  });

  test('trains, and says what was gained', async () => {
    const { page, complaints } = await open('?iterations=2#train');
    await page.waitForSelector('#train-from option', PATIENCE);
    const photos = [0, 1, 2].map((i) => pngFile(drawnPicture(330 + 8 * i, 330), `photo-${i}.png`));
    await choose(page, '#train-photos', ...(await Promise.all(photos)));
    await page.click('#train-start');
    await page.waitForSelector('#train-gain', PATIENCE);
    expect(await page.$eval('#train-gain', ({ textContent }) => textContent)).toMatch(
      /gained -?\d+\.\d\d dB/,
    );
    expect(complaints).toEqual([]);
  });
});
