import { ImageError } from '@srkit/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../concat-bytes';
import { sniffFormat } from '../image-format';
import { checkJpeg } from '../jpeg/check-jpeg';
import { encodeImage } from '../node/encode-image';
import { probeImage } from '../node/probe-image';
import { writeChunk } from '../png/chunks';
import { drawProfile } from '../testing/draw-profile';
import { drawRaster, randomNumbers } from '../testing/draw-raster';
import { tagJpeg } from '../testing/tag-jpeg';
import { toImageInfo } from './picture-header';
import { readHeader } from './read-header';
const read = async (bytes) => readHeader(bytes, sniffFormat(bytes, "'x'"), "'x'");
const pictures = async () => {
    const files = {};
    for (const channels of [1, 2, 3, 4]) {
        const icc = drawProfile(channels < 3 ? 'GRAY' : 'RGB ', 'Named');
        const full = { ...drawRaster(21, 13, channels), icc, density: 144 };
        for (const format of ['png', 'jpeg', 'webp', 'avif']) {
            if (format === 'jpeg' && channels % 2 === 0)
                continue;
            files[`${format} ${channels} bare`] = await encodeImage(drawRaster(7, 9, channels), { format });
            files[`${format} ${channels} full`] = await encodeImage(full, { format });
        }
        files[`png ${channels} 16`] = await encodeImage(drawRaster(3, 3, channels, 16), { format: 'png' });
        files[`webp ${channels} lossless`] = await encodeImage(full, { format: 'webp', lossless: true });
    }
    const rgb = drawRaster(12, 8, 3);
    const open = () => sharp(rgb.data, { raw: { width: 12, height: 8, channels: 3 } });
    for (const orientation of [1, 3, 6, 8]) {
        for (const format of ['jpeg', 'webp', 'png']) {
            const bytes = await open().toFormat(format).withMetadata({ orientation, density: 200 }).toBuffer();
            files[`${format} turned ${orientation}`] = bytes;
        }
    }
    files['jpeg progressive'] = await open().jpeg({ progressive: true }).toBuffer();
    files['gif'] = await open().gif().toBuffer();
    const frames = sharp(rgb.data, { raw: { width: 12, height: 8, channels: 3, pageHeight: 4 } });
    files['webp animated'] = await frames.webp({ loop: 0, delay: [10, 10] }).toBuffer();
    files['gif animated'] = await frames.gif({ loop: 0, delay: [10, 10] }).toBuffer();
    return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, new Uint8Array(bytes)]));
};
describe('headers read without a decoder', () => {
    it('say what libvips says', async () => {
        for (const [name, bytes] of Object.entries(await pictures())) {
            expect(toImageInfo(await read(bytes)), name).toEqual(await probeImage(bytes));
        }
    });
    it('give an ImageError or an answer for damaged files, in bounded time', async () => {
        const random = randomNumbers(3);
        for (const [name, bytes] of Object.entries(await pictures())) {
            for (let i = 0; i < 40; i++) {
                const copy = bytes.slice(0, i % 2 ? bytes.length : Math.floor(random() * bytes.length));
                for (let flips = 0; flips < i % 4; flips++) {
                    copy[12 + Math.floor(random() * Math.min(copy.length - 12, 400))] = Math.floor(random() * 256);
                }
                const outcome = await read(copy).catch((error) => error);
                if (outcome instanceof Error)
                    expect(outcome, `${name}: ${outcome.stack}`).toBeInstanceOf(ImageError);
            }
        }
    });
    it('refuse JPEG, WebP, AVIF and GIF cut at any place', async () => {
        const raster = drawRaster(16, 16, 3, 8, 'smooth');
        const gif = await sharp(raster.data, { raw: { width: 16, height: 16, channels: 3 } })
            .gif()
            .toBuffer();
        const files = [new Uint8Array(gif)];
        for (const format of ['jpeg', 'webp', 'avif'])
            files.push(await encodeImage(raster, { format }));
        for (const file of files) {
            for (let length = 16; length < file.length; length++) {
                const cut = file.subarray(0, length);
                // A JPEG's data is followed to its end when it is decoded.
                const found = file[0] === 0xff ? checkJpeg(cut) : undefined;
                if (found?.damage !== undefined || found?.notes.length === 1)
                    continue;
                await expect(read(cut)).rejects.toMatchObject({ code: 'E_IMAGE_DAMAGED' });
            }
        }
    });
    it('take no object a chunk: millions of empty ones cost their bytes', async () => {
        const repeated = (piece, count) => {
            const out = new Uint8Array(piece.length * count);
            for (let i = 0; i < count; i++)
                out.set(piece, i * piece.length);
            return out;
        };
        const raster = drawRaster(8, 8, 3);
        const jpeg = await encodeImage(raster, { format: 'jpeg' });
        const webp = await encodeImage(raster, { format: 'webp' });
        const png = await encodeImage(raster, { format: 'png' });
        const empty = writeChunk('IDAT', new Uint8Array(0));
        const count = 2 ** 21;
        const files = [
            concatBytes([jpeg.subarray(0, 2), repeated([0xff, 0xe1, 0, 2], count), jpeg.subarray(2)]),
            concatBytes([webp, repeated([0x41, 0x42, 0x43, 0x44, 0, 0, 0, 0], count)]),
            concatBytes([png.subarray(0, -12), repeated([...empty], count), png.subarray(-12)]),
        ];
        new DataView(files[1].buffer).setUint32(4, files[1].length - 8, true);
        const started = performance.now();
        for (const file of files) {
            const before = process.memoryUsage().heapUsed;
            const header = await read(file);
            expect(header.width).toBe(8);
            expect(process.memoryUsage().heapUsed - before).toBeLessThan(60e6);
        }
        expect(performance.now() - started).toBeLessThan(10_000);
    });
    it('find the orientation in both byte orders and say where it is stored', async () => {
        const jpeg = await encodeImage(drawRaster(8, 8, 3), { format: 'jpeg' });
        for (const littleEndian of [true, false]) {
            const bytes = tagJpeg(jpeg, 6, littleEndian);
            const header = await read(bytes);
            expect(header.orientation).toBe(6);
            expect(header.orientationAt?.littleEndian).toBe(littleEndian);
            new DataView(bytes.buffer).setUint16(header.orientationAt?.offset ?? 0, 3, littleEndian);
            expect((await read(bytes)).orientation).toBe(3);
            expect((await probeImage(bytes)).orientation).toBe(3);
        }
    });
});
