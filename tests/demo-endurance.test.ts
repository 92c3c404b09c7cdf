import '@srkit/backend-wasm';
import { writeSafetensors } from '@srkit/checkpoints';
import { cropRaster, decodeImage, type Raster } from '@srkit/image';
import { loadModel, SRVGGNetCompact } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type DemoPage, pngFile, type UploadedFile } from './support/demo-page';
import { demoSite, hasChromium } from './support/demo-site';
import { drawnPicture, largestDifference } from './support/pictures';

/** What the engine's worker has of TensorFlow.js that tests look at. */
interface Tfjs {
  readonly _tfengine: {
    memory(): { numTensors: number };
    readonly registry: Record<string, { readonly device: GPUDevice }>;
  };
}

/** A network that makes large pictures in no time. */
const tinyFile = async (seed: number): Promise<UploadedFile> => {
  const network = new SRVGGNetCompact({ numFeat: 4, numConv: 1 }, { seed });
  const bytes = writeSafetensors(await network.stateDict());
  const buffer = Buffer.from(await new Response(bytes as unknown as BodyInit).arrayBuffer());
  network.dispose();
  return { name: 'tiny.safetensors', mimeType: 'application/octet-stream', buffer };
};

describe.skipIf(!hasChromium)('the site under load', () => {
  const site = demoSite();
  let tiny: UploadedFile;
  beforeAll(async () => {
    await setBackend('srkit-wasm');
    await ready();
    tiny = await tinyFile(1);
  });

  /** The page with the tiny network chosen. */
  const openTiny = async (address = '?memory=32'): Promise<DemoPage> => {
    const demo = await site.open(address);
    await demo.backend();
    await demo.drop([tiny]);
    await demo.page.waitForFunction("document.querySelector('#model').value === 'tiny.safetensors'");
    return demo;
  };

  const enlargedHere = async (raster: Raster, file = tiny): Promise<Raster> => {
    const model = await loadModel(new Uint8Array(file.buffer));
    try {
      return (await new Upscaler(model).upscale(raster)).image;
    } finally {
      model.dispose();
    }
  };

  test('a large result is in memory once, and is shown with all of its pixels where it is looked at', async () => {
    const demo = await openTiny();
    // A little more than is shown with all of its pixels.
    const side = 1030;
    const bytes = (4 * side) ** 2 * 3;
    await demo.engine().evaluate((large) => {
      const made = { arrays: [] as Uint8Array[], pixels: 0 };
      Object.assign(globalThis, { made });
      for (const name of [
        'Uint8Array',
        'Uint8ClampedArray',
        'Uint16Array',
        'Float32Array',
        'ArrayBuffer',
      ] as const) {
        const construct: ProxyHandler<typeof Uint8Array>['construct'] = (target, given, asked) => {
          const array = Reflect.construct(target, given, asked) as Uint8Array;
          // Views of what was there before, such as a thread's, are no copies.
          if (
            !(given[0] instanceof ArrayBuffer || given[0] instanceof SharedArrayBuffer) &&
            array.byteLength > large
          )
            made.arrays.push(array);
          return array;
        };
        globalThis[name] = new Proxy(globalThis[name] as typeof Uint8Array, { construct }) as never;
      }
      const { createImageBitmap: make } = globalThis;
      globalThis.createImageBitmap = async (...given: unknown[]) => {
        const bitmap = await (make as (...all: unknown[]) => Promise<ImageBitmap>)(...given);
        made.pixels += bitmap.width * bitmap.height;
        return bitmap;
      };
    }, bytes / 3);
    await demo.choose(await pngFile(drawnPicture(side, side)));
    await demo.ended('done');
    const { arrays, pixels } = await demo.engine().evaluate(() => {
      const { made } = globalThis as unknown as { made: { arrays: Uint8Array[]; pixels: number } };
      return { arrays: made.arrays.map(({ byteLength }) => byteLength), pixels: made.pixels };
    });
    // Its samples, and a quarter of its pixels to look at; its PNG has half as many bytes, and is nowhere whole.
    expect(pixels).toBe((2 * side) ** 2);
    // Once, and not even that when it is done.
    expect(arrays).toEqual([0]);

    const image = await decodeImage((await demo.download('#download')).bytes);
    expect([image.width, image.height]).toEqual([4 * side, 4 * side]);
    await demo.page.getByRole('button', { name: '100 %' }).click();
    const { width, height } = await demo.canvasSize();
    const [left, top] = [width, height].map((length) => -Math.round(length / 2 - 2 * side)) as [
      number,
      number,
    ];
    const expected = cropRaster(image, { left, top, width, height });
    const isExact = async (): Promise<boolean> => {
      const shown = await demo.canvasPixels('second');
      return expected.data.every((level, i) => shown[Math.floor(i / 3) * 4 + (i % 3)] === level);
    };
    await expect.poll(isExact, { timeout: 60_000, interval: 300 }).toBe(true);
  });

  test('nothing is left of pictures that are taken away', async () => {
    const demo = await openTiny();
    const run = async (): Promise<void> => {
      await demo.choose(await pngFile(drawnPicture(150, 120)));
      await demo.ended('done');
      await demo.page.getByRole('button', { name: /^Remove/ }).click();
    };
    /** What is there after unused memory was collected. */
    const alive = async () => ({
      bitmaps: await demo.alive('ImageBitmap'),
      canvases: (await demo.alive('HTMLCanvasElement')) + (await demo.alive('OffscreenCanvas')),
      addresses: await demo.page.evaluate('objectUrls.size'),
      workers: demo.page.workers().length,
      tensors: await demo
        .engine()
        .evaluate(() => (globalThis as unknown as Tfjs)._tfengine.memory().numTensors),
    });
    await demo.page.evaluate(`
      globalThis.objectUrls = new Set();
      const { createObjectURL, revokeObjectURL } = URL;
      URL.createObjectURL = (blob) => { const url = createObjectURL(blob); objectUrls.add(url); return url; };
      URL.revokeObjectURL = (url) => { objectUrls.delete(url); revokeObjectURL(url); };`);
    await run();
    const first = await alive();
    for (let i = 0; i < 4; i++) await run();
    expect(await alive()).toEqual(first);
  });

  /** Destroys the graphics device under a picture that is being made, once so much of it is done. */
  const loseDevice = async (demo: DemoPage, part: number): Promise<void> => {
    await demo.page.waitForFunction(
      (least) => (document.querySelector('progress')?.position ?? 0) > least,
      part,
      { polling: 10 },
    );
    await demo
      .engine()
      .evaluate(() => (globalThis as unknown as Tfjs)._tfengine.registry['webgpu']?.device.destroy());
  };

  test('a picture goes on when its device is lost, on the CPU; the next one tries the device again, once', async () => {
    const demo = await openTiny('?backend=webgpu&memory=8');
    const raster = drawnPicture(160, 320);
    await demo.page.evaluate(`
      globalThis.parts = [];
      new MutationObserver(() => {
        const { position } = document.querySelector('progress') ?? {};
        if (position !== undefined) parts.push(position);
      }).observe(document.querySelector('#main'), { subtree: true, attributes: true, childList: true });`);
    await demo.choose(await pngFile(raster));
    await loseDevice(demo, 0.3);
    await demo.ended('done');
    const there = await decodeImage((await demo.download('#download')).bytes);
    expect(largestDifference(await enlargedHere(raster), there)).toBeLessThanOrEqual(1);
    const report = JSON.parse(await demo.page.inputValue('.report textarea'));
    expect(report.notes).toContainEqual(expect.stringContaining('srkit-wasm went on'));
    // It was not begun anew.
    const parts = (await demo.page.evaluate('parts')) as number[];
    expect(parts.every((part, i) => i === 0 || part >= parts[i - 1]!)).toBe(true);

    await demo.page.waitForFunction("document.querySelector('.chip').dataset.backend === 'webgpu'");
    // What has computed the first one stays what it was.
    expect(await demo.page.textContent('#summary')).toMatch(/on CPU, \d+ thread/);
    await demo.choose(await pngFile(raster));
    await loseDevice(demo, 0.3);
    await demo.ended('done', 2);
    await demo.page.locator('.chip').click();
    await demo.page.locator('#try-again').waitFor();
    expect(await demo.page.textContent('dialog[open]')).toMatch(/^CPU, .*Because the graphics card failed/);
    await demo.page.locator('#try-again').click();
    await demo.page.waitForFunction("document.querySelector('.chip').dataset.backend === 'webgpu'");
  });

  test('a picture is begun again where another backend is chosen', async () => {
    const demo = await openTiny();
    const raster = drawnPicture(500, 500);
    await demo.choose(await pngFile(raster));
    await demo.page.waitForFunction("document.querySelector('progress')?.position > 0", undefined, {
      polling: 10,
    });
    // The dialog need not be open for that.
    await demo.page.locator('#backend').selectOption('one-thread', { force: true });
    await demo.ended('done');
    expect(await demo.page.textContent('#summary')).toContain('CPU, 1 thread,');
    const there = await decodeImage((await demo.download('#download')).bytes);
    expect(largestDifference(await enlargedHere(raster), there)).toBeLessThanOrEqual(1);
  });

  test('a checkpoint takes the place of another one of its name and size', async () => {
    const demo = await openTiny();
    const raster = drawnPicture(24, 18);
    for (const [count, file] of [tiny, await tinyFile(2)].entries()) {
      await demo.drop([file, await pngFile(raster)]);
      await demo.ended('done', count + 1);
      await demo.page.locator('.queue .plain').last().click();
      const there = await decodeImage((await demo.download('#download')).bytes);
      expect(largestDifference(await enlargedHere(raster, file), there)).toBeLessThanOrEqual(1);
    }
  });

  test('a picture goes on after the page was frozen, as behind a closed lid', async () => {
    const demo = await openTiny();
    const raster = drawnPicture(500, 500);
    await demo.choose(await pngFile(raster));
    await demo.page.waitForFunction("document.querySelector('progress')?.position > 0", undefined, {
      polling: 10,
    });
    const session = await demo.page.context().newCDPSession(demo.page);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await demo.ended('done');
    const there = await decodeImage((await demo.download('#download')).bytes);
    expect(largestDifference(await enlargedHere(raster), there)).toBeLessThanOrEqual(1);
  });
});
