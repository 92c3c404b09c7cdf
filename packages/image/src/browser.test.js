import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from './node/decode-image';
import { encodeImage } from './node/encode-image';
import { probeImage } from './node/probe-image';
import { drawPng } from './testing/draw-png';
import { drawProfile } from './testing/draw-profile';
import { drawRaster } from './testing/draw-raster';
import { tagJpeg } from './testing/tag-jpeg';
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const FLAGS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
];
const PAGE = `<!doctype html><title>image</title><script type="module">
  import * as image from './image.js';
  globalThis.srkitImage = image;
</script>`;
const flatten = ({ data, icc, ...rest }) => ({
    ...rest,
    bits: data instanceof Uint16Array ? 16 : 8,
    samples: [...data],
    icc: icc && [...icc],
});
const unflatten = ({ bits, samples, icc, ...rest }) => ({
    ...rest,
    data: bits === 16 ? Uint16Array.from(samples) : Uint8Array.from(samples),
    icc: icc && Uint8Array.from(icc),
});
/** The browser entry as a bundler resolves it; any Node import left in it would fail here. */
const bundle = async () => {
    const here = (path) => fileURLToPath(new URL(path, import.meta.url));
    const result = (await build({
        configFile: false,
        logLevel: 'silent',
        resolve: { alias: { '@srkit/core': here('../../core/src/index.ts') } },
        build: { write: false, minify: false, lib: { entry: here('./index.browser.ts'), formats: ['es'] } },
    }));
    return result[0]?.output[0].code ?? '';
};
const available = existsSync(CHROMIUM);
if (!available) {
    process.stderr.write(`\n*** SKIPPED: the browser tests of @srkit/image. There is no Chromium at ${CHROMIUM}; install it, or set CHROMIUM_PATH. ***\n\n`);
}
it('the browser entry holds nothing of Node', async () => {
    expect(await bundle()).not.toMatch(/sharp|node:|require\(/);
});
describe.skipIf(!available)('in Chromium', () => {
    const files = new Map();
    let server;
    let browser;
    let page;
    beforeAll(async () => {
        const script = await bundle();
        server = createServer((request, response) => {
            const name = (request.url ?? '/').slice(1);
            const file = files.get(name);
            if (name === '')
                response.setHeader('content-type', 'text/html').end(PAGE);
            else if (name === 'image.js')
                response.setHeader('content-type', 'text/javascript').end(script);
            else if (file !== undefined)
                response.end(file);
            else
                response.writeHead(404).end();
        }).listen(0, '127.0.0.1');
        await new Promise((resolve) => server.once('listening', resolve));
        browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
        page = await browser.newPage();
        await page.goto(`http://127.0.0.1:${server.address().port}/`);
        await page.waitForFunction('globalThis.srkitImage !== undefined');
    });
    afterAll(async () => {
        await browser?.close();
        server?.close();
    });
    /** Decodes and probes in the page: from a URL, or from a File when `asFile`. */
    const open = async (bytes, asFile = false) => {
        const name = `file-${files.size}`;
        files.set(name, bytes);
        const { flat, info } = await page.evaluate(async ([name, asFile]) => {
            const image = globalThis.srkitImage;
            const source = asFile ? new File([await (await fetch(name)).blob()], name) : name;
            const { data, icc, ...rest } = await image.decodeImage(source);
            const bits = data instanceof Uint16Array ? 16 : 8;
            const flat = { ...rest, bits, samples: [...data], icc: icc && [...icc] };
            return { flat, info: await image.probeImage(source) };
        }, [name, asFile]);
        return { raster: unflatten(flat), info };
    };
    const encode = async (raster, options) => {
        const bytes = await page.evaluate(async ([{ bits, samples, icc, ...rest }, options]) => {
            const image = globalThis.srkitImage;
            const data = bits === 16 ? Uint16Array.from(samples) : Uint8Array.from(samples);
            const raster = { ...rest, data, icc: icc && Uint8Array.from(icc) };
            return [...(await image.encodeImage(raster, options))];
        }, [flatten(raster), options]);
        return Uint8Array.from(bytes);
    };
    const meanDifference = (a, b) => {
        expect([a.width, a.height, a.channels]).toEqual([b.width, b.height, b.channels]);
        let sum = 0;
        for (let i = 0; i < a.data.length; i++)
            sum += Math.abs(a.data[i] - b.data[i]);
        return sum / a.data.length;
    };
    const withProfile = (raster) => ({
        ...raster,
        icc: drawProfile(raster.channels < 3 ? 'GRAY' : 'RGB ', 'Wide'),
    });
    it('decodes lossless pictures to the samples Node gives: PNG in every kind, WebP and AVIF with alpha', async () => {
        const pictures = [
            drawPng({ width: 4, height: 1, depth: 2, colourType: 3 }, [0, 27], ['PLTE', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]], ['tRNS', [0, 9]]),
        ];
        for (const channels of [1, 2, 3, 4]) {
            for (const bits of [8, 16]) {
                const raster = { ...withProfile(drawRaster(9, 7, channels, bits)), density: 150 };
                pictures.push(await encodeImage(raster, { format: 'png' }));
            }
            const raster = withProfile(drawRaster(9, 7, channels));
            pictures.push(await encodeImage(raster, { format: 'webp', lossless: true }));
        }
        pictures.push(await encodeImage(withProfile(drawRaster(9, 7, 3)), { format: 'avif', lossless: true }));
        for (const picture of pictures) {
            expect(await open(picture)).toEqual({
                raster: await decodeImage(picture),
                info: await probeImage(picture),
            });
        }
    });
    it('keeps colour below low alpha, beyond one texture tile', async () => {
        const wide = drawRaster(2100, 3, 4);
        const webp = await encodeImage(wide, { format: 'webp', lossless: true });
        const result = await open(webp, true);
        expect(result.raster.data).toEqual(wide.data);
    });
    it('decodes JPEG upright for every orientation, grey as grey, with its own colours', async () => {
        const picture = withProfile(drawRaster(24, 16, 3, 8, 'smooth'));
        const jpeg = await encodeImage(picture, { format: 'jpeg', quality: 95 });
        for (let orientation = 1; orientation <= 8; orientation++) {
            const webp = await sharp(jpeg).webp({ lossless: true }).withMetadata({ orientation }).toBuffer();
            for (const file of [tagJpeg(jpeg, orientation, orientation % 2 === 0), new Uint8Array(webp)]) {
                const [expected, actual] = [await decodeImage(file), await open(file)];
                expect(meanDifference(actual.raster, expected)).toBeLessThan(1);
                expect(actual.raster.icc).toEqual(expected.icc);
                expect(actual.info).toEqual(await probeImage(file));
                expect(actual.info.orientation).toBe(orientation);
            }
        }
        const grey = await encodeImage(withProfile(drawRaster(20, 10, 1, 8, 'smooth')), { format: 'jpeg' });
        const [expected, actual] = [await decodeImage(grey), await open(grey)];
        expect(actual.raster).toMatchObject({ channels: 1, icc: expected.icc });
        expect(meanDifference(actual.raster, expected)).toBeLessThan(1);
    });
    it('encodes PNG exactly, JPEG and WebP closely, with their profiles', async () => {
        for (const channels of [1, 2, 3, 4]) {
            for (const bits of [8, 16]) {
                const raster = { ...withProfile(drawRaster(8, 6, channels, bits)), density: 96 };
                expect(await decodeImage(await encode(raster, { format: 'png' }))).toEqual(raster);
            }
        }
        const smooth = withProfile(drawRaster(64, 300, 3, 16, 'smooth'));
        for (const format of ['jpeg', 'webp']) {
            const back = await decodeImage(await encode(smooth, { format, quality: 95 }));
            expect(back.icc).toEqual(smooth.icc);
            const eight = { ...smooth, data: Uint8Array.from(smooth.data, (v) => Math.round(v / 257)) };
            expect(meanDifference(back, eight)).toBeLessThan(2);
        }
    });
    it('refuses what it cannot do, naming the way out', async () => {
        const raster = drawRaster(16, 12, 4);
        const refusal = (work) => work.then(() => 'it worked', (error) => String(error));
        expect(await refusal(encode(raster, { format: 'avif' }))).toMatch(/AVIF\. Write PNG, JPEG or WebP/);
        expect(await refusal(encode(raster, { format: 'tiff' }))).toMatch(/TIFF.*encode in Node/);
        expect(await refusal(encode(raster, { format: 'jpeg' }))).toContain('background');
        expect(await refusal(encode(raster, { format: 'webp', lossless: true }))).toContain('Write PNG instead');
        expect(await refusal(open(await encodeImage(raster, { format: 'tiff' })))).toContain('is TIFF, which');
        expect(await refusal(open(new TextEncoder().encode('text')))).toContain('is not a picture');
        const opaque = drawRaster(48, 32, 3);
        for (const format of ['png', 'jpeg', 'webp', 'avif']) {
            const whole = await encodeImage(opaque, { format });
            for (const share of [0.5, 0.8, 0.99]) {
                const cut = whole.subarray(0, Math.floor(whole.length * share));
                expect(await refusal(open(cut)), `${format} cut to ${share}`).toContain('is damaged or cut short');
            }
        }
    });
});
