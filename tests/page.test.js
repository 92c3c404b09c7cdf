import '@srkit/backend-wasm';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeImage, encodeImage } from '@srkit/image';
import { defaultModelUrl, loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildPage } from './support/build-page';
import { DemoPage, fixture } from './support/demo-page';
import { findChromium } from './support/find-chromium';
import { launchChromium } from './support/launch-chromium';
import { drawnPicture, largestDifference } from './support/pictures';
import { ISOLATED, serveFolder } from './support/serve-folder';
const executable = findChromium();
if (!executable) {
    console.warn('SKIPPED: the tests in a page, because no Chromium was found. Install it with: bash scripts/install-chromium.sh');
}
const MODEL = 'rrdbnet_x4.pth';
const asPng = async (raster) => ({
    name: 'drawn.png',
    mimeType: 'image/png',
    buffer: Buffer.from(await encodeImage(raster, { format: 'png' })),
});
/** What Node makes of the same picture. */
const enlargedHere = async (raster, model) => {
    const loaded = await loadModel(model);
    try {
        return (await new Upscaler(loaded).upscale(raster)).image;
    }
    finally {
        loaded.dispose();
    }
};
/** A page's main thread may not sleep; Chromium's refuses to. */
const NEVER_WAITS = `
  if (typeof document !== 'undefined') Atomics.wait = () => {
    throw new Error('Atomics.wait on the main thread');
  };`;
describe.skipIf(!executable)('the demo in headless Chromium', () => {
    let folder;
    let served;
    let browser;
    let demo;
    beforeAll(async () => {
        await setBackend('srkit-wasm');
        await ready();
        folder = await mkdtemp(join(tmpdir(), 'srkit-page-'));
        await buildPage('apps/demo', folder);
        served = await serveFolder(folder);
        browser = await launchChromium(executable);
    });
    afterAll(async () => {
        await browser?.close();
        served?.server.close();
        if (folder)
            await rm(folder, { recursive: true, force: true });
    });
    beforeEach(async () => {
        demo = await DemoPage.open(browser, served.url, NEVER_WAITS);
    });
    afterEach(async () => {
        await demo.close();
        expect(demo.complaints).toEqual([]);
    });
    const expectSameAsNode = async (raster, model) => {
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
        await demo.start({ picture: await asPng(raster), backend: 'srkit-wasm' });
        await expectSameAsNode(raster);
    });
    test('enlarges with a .pth file on the CPU, as Node does', async () => {
        const raster = drawnPicture(30, 21);
        const model = fixture(MODEL);
        await demo.start({ picture: await asPng(raster), model, backend: 'srkit-wasm' });
        await expectSameAsNode(raster, model);
    });
    test('enlarges with a .pth file on WebGPU, as Node does on the CPU', async () => {
        const raster = drawnPicture(12, 9);
        const model = fixture(MODEL);
        await demo.start({ picture: await asPng(raster), model, backend: 'webgpu' });
        await expectSameAsNode(raster, model);
    });
    test('says what is wrong with a hostile model, and works on afterwards', async () => {
        const raster = drawnPicture(10, 8);
        const picture = await asPng(raster);
        await demo.start({ picture, model: fixture('os_system.pth'), backend: 'srkit-wasm' });
        const ending = await demo.ending();
        expect(ending.state).toBe('failed');
        expect(ending.text).toMatch(/^CheckpointError \[E_CHECKPOINT_\w+\] .*system/s);
        await demo.start({ picture, backend: 'srkit-wasm' });
        await expectSameAsNode(raster);
    });
    test('stops between two tiles', async () => {
        // Wide and low: many tiles, each of them quick.
        await demo.start({ picture: await asPng(drawnPicture(6000, 40)), backend: 'srkit-wasm' });
        await demo.stopAfterFirstTile();
        expect(await demo.ending()).toEqual({ state: 'failed', text: 'Stopped.' });
    });
    test('computes on several threads where the page is isolated', async () => {
        const raster = drawnPicture(61, 47);
        await demo.close();
        demo = await DemoPage.open(browser, served.url, `${NEVER_WAITS}\nglobalThis.SRKIT_THREADS = 3;`);
        expect(await demo.evaluate('crossOriginIsolated')).toBe(true);
        await demo.start({ picture: await asPng(raster), backend: 'srkit-wasm' });
        await expectSameAsNode(raster);
        expect((await demo.ending()).text).toContain('on srkit-wasm (3 threads)');
        expect(demo.workers).toBe(2);
    });
    /** The page as a server sends it that knows nothing of isolation. */
    const openWith = async (headers) => {
        const other = await serveFolder(folder, headers);
        await demo.close();
        demo = await DemoPage.open(browser, other.url, NEVER_WAITS);
        return other;
    };
    test('computes on one thread where the page is not isolated', async () => {
        const raster = drawnPicture(61, 47);
        const other = await openWith({});
        expect(await demo.evaluate('crossOriginIsolated')).toBe(false);
        await demo.start({ picture: await asPng(raster), backend: 'srkit-wasm' });
        await expectSameAsNode(raster);
        expect((await demo.ending()).text).toContain('on srkit-wasm (1 thread)');
        expect(demo.workers).toBe(0);
        other.server.close();
    });
    test('computes on one thread where a policy forbids workers', async () => {
        const raster = drawnPicture(30, 21);
        const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'";
        const other = await openWith({ ...ISOLATED, 'Content-Security-Policy': policy });
        await demo.start({ picture: await asPng(raster), backend: 'srkit-wasm' });
        await expectSameAsNode(raster);
        expect((await demo.ending()).text).toContain('on srkit-wasm (1 thread)');
        // Chromium itself reports what a policy has stopped.
        expect(demo.complaints.splice(0).join()).toMatch(/worker-src/);
        other.server.close();
    });
    test('says why, and computes in plain JavaScript, where a policy forbids WebAssembly', async () => {
        const raster = drawnPicture(10, 8);
        const policy = "script-src 'self'; worker-src 'self' blob:";
        const other = await openWith({ ...ISOLATED, 'Content-Security-Policy': policy });
        await demo.start({ picture: await asPng(raster), backend: 'srkit-wasm' });
        await expectSameAsNode(raster);
        const { text } = await demo.ending();
        expect(text).toContain('on cpu (plain JavaScript)');
        expect(text).toMatch(/srkit-wasm backend needs WebAssembly with SIMD.*content security policy/);
        for (const complaint of demo.complaints.splice(0))
            expect(complaint).toMatch(/Content Security Policy|unsafe-eval/i);
        other.server.close();
    });
});
