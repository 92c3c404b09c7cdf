import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../node/decode-image';
import { encodeImage } from '../node/encode-image';
import { writeImage } from '../node/write-image';
import { drawRaster } from '../testing/draw-raster';
import { readExifDirectories, textOf } from './exif-block';
import { readMetadata } from './read-metadata';
const folder = mkdtempSync(join(tmpdir(), 'srkit-metadata-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name) => fileURLToPath(new URL(`../../fixtures/cases/${name}`, import.meta.url));
const DATE = 0x0132;
const MODEL = 0x0110;
const FORMATS = ['png', 'jpeg', 'webp', 'tiff', 'avif'];
/** A picture with everything, made by sharp: big- and little-endian blocks come from elsewhere. */
const tagged = async () => {
    const { data } = drawRaster(20, 16, 3);
    const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" exif:GPSLatitude="52,31N" tiff:Orientation="6" dc:source="mine"><exif:GPSLongitude>13,24E</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta>';
    const file = await sharp(data, { raw: { width: 20, height: 16, channels: 3 } })
        .withExif({
        IFD0: { Model: 'Camera', DateTime: '2026:11:27 10:00:00', Artist: 'me' },
        IFD2: { DateTimeOriginal: '2026:11:27 09:00:00', FNumber: '28/10', UserComment: 'hello' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' },
    })
        .withXmp(xmp)
        .withMetadata({ orientation: 6 })
        .jpeg({ quality: 100 })
        .toBuffer();
    return decodeImage(file);
};
const metadataOf = async (file) => (await decodeImage(file)).metadata ?? {};
describe('metadata', () => {
    it.each(FORMATS)('is left out of %s by default', async (format) => {
        const raster = await tagged();
        expect(raster.metadata?.exif).toBeDefined();
        const { exif, xmp, text } = await metadataOf(await encodeImage(raster, { format }));
        expect([exif && textOf(readExifDirectories(exif), MODEL), xmp, text]).toEqual([
            undefined,
            undefined,
            undefined,
        ]);
    });
    it.each(FORMATS)('goes into %s on request, upright and without the place', async (format) => {
        const raster = await tagged();
        const file = await encodeImage(raster, { format, keepMetadata: true });
        const { exif, xmp } = await metadataOf(file);
        const directories = readExifDirectories(exif);
        expect(textOf(directories, MODEL)).toBe('Camera');
        expect(textOf(directories, DATE)).toBe('2026:11:27 10:00:00');
        expect(textOf(directories, 0x9003)).toBe('2026:11:27 09:00:00');
        expect(directories.gps).toEqual([]);
        expect(xmp).toContain('dc:source="mine"');
        expect(xmp).toContain('tiff:Orientation="1"');
        expect(xmp).not.toContain('GPS');
        // What other programs see: the pixels upright, and nothing that turns them again.
        const seen = await sharp(file).metadata();
        expect([seen.width, seen.height, seen.orientation ?? 1]).toEqual([16, 20, 1]);
        const pixels = await encodeImage(raster, { format });
        expect((await decodeImage(file)).data).toEqual((await decodeImage(pixels)).data);
    });
    it.each(FORMATS)('takes the place into %s where that is asked for', async (format) => {
        const file = await encodeImage(await tagged(), { format, keepMetadata: true, keepGps: true });
        const { exif, xmp } = await metadataOf(file);
        const { gps } = readExifDirectories(exif);
        expect(gps.find(({ tag }) => tag === 2)?.data).toEqual(new Uint8Array(Int32Array.of(52, 1, 31, 1, 0, 1).buffer));
        expect(xmp).toContain('GPSLatitude="52,31N"');
    });
    it('of a rotated JPEG with a date and a place', async () => {
        const read = await decodeImage(path('exif6.jpg'));
        expect([read.width, read.height]).toEqual([24, 32]);
        const before = readExifDirectories(read.metadata.exif);
        expect(before.gps.length).toBeGreaterThan(0);
        const target = join(folder, 'kept.tif');
        const { dropped } = await writeImage(target, read, { format: 'tiff', keepMetadata: true });
        expect(dropped).toEqual([]);
        const after = readExifDirectories((await decodeImage(target)).metadata.exif);
        expect(after.main).toEqual(before.main);
        expect(after.exif).toEqual(before.exif);
        expect(after.gps).toEqual([]);
    });
    it('texts of a PNG go into PNG, and are named where they cannot go', async () => {
        const read = await decodeImage(path('phys.png'));
        expect(read.metadata?.text).toEqual([{ keyword: 'parameters', text: 'a tree, Steps: 20' }]);
        const more = {
            ...read,
            metadata: { text: [...read.metadata.text, { keyword: 'Title', text: 'ein Baum, 木' }] },
        };
        const png = await encodeImage(more, { format: 'png', keepMetadata: true });
        expect((await metadataOf(png)).text).toEqual(more.metadata?.text);
        expect((await sharp(png).metadata()).comments).toEqual(more.metadata.text);
        expect((await decodeImage(png)).density).toBe(300);
        const { dropped } = await writeImage(join(folder, 'x.jpg'), more, { format: 'jpeg', keepMetadata: true });
        expect(dropped).toEqual(['PNG texts']);
    });
    it('that other programs read: Pillow finds dates in all that it reads', async (context) => {
        const script = 'import sys\nfrom PIL import Image\nim=Image.open(sys.argv[1]); im.load()\ne=im.getexif()\nprint(e.get(0x132), e.get_ifd(0x8769).get(0x9003), e.get(0x112), len(e.get_ifd(0x8825)))';
        for (const format of FORMATS.filter((one) => one !== 'avif')) {
            const target = join(folder, `pillow.${format}`);
            await writeImage(target, await tagged(), { format, keepMetadata: true, overwrite: true });
            const run = spawnSync('/usr/bin/python3', ['-c', script, target], { encoding: 'utf8' });
            if (run.error !== undefined || /No module named/.test(run.stderr))
                context.skip();
            expect(run.stdout.trim(), `${format} ${run.stderr}`).toBe('2026:11:27 10:00:00 2026:11:27 09:00:00 1 0');
        }
    });
    it('that is nonsense costs nothing', async () => {
        const jpeg = new Uint8Array(readFileSync(path('exif6.jpg')));
        for (let at = 20; at < 180; at++) {
            const bytes = jpeg.slice();
            bytes[at] = 255 - bytes[at];
            const metadata = await readMetadata(bytes, 'jpeg');
            const raster = { ...drawRaster(4, 4, 3), ...(metadata && { metadata }) };
            for (const format of FORMATS) {
                const file = await encodeImage(raster, { format, keepMetadata: true, keepGps: true });
                expect((await decodeImage(file)).width).toBe(4);
            }
        }
    });
});
