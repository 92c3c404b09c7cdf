import sharp, {} from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../node/decode-image';
import { encodeImage, encodePicture } from '../node/encode-image';
import { writeChunk } from '../png/chunks';
import { withChunks } from '../png/tag-chunks';
import { drawRaster } from '../testing/draw-raster';
import { stateAvifColours } from '../testing/state-avif-colours';
const open = (raster) => sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: raster.channels } });
const withSegment = (jpeg, marker, body) => {
    const data = Buffer.from(body, 'latin1');
    const head = Buffer.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255);
    return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
};
describe('colours whose meaning a format cannot hold', () => {
    const FORMATS = ['jpeg', 'webp', 'tiff', 'avif'];
    it.each([
        ['PQ', 16],
        ['HLG', 18],
    ])('%s is named wherever it is lost, and kept in PNG', async (name, transfer) => {
        const raster = { ...drawRaster(6, 6, 3), colour: { cicp: [9, transfer, 0, 1] } };
        for (const format of FORMATS) {
            expect((await encodePicture(raster, { format })).dropped, format).toEqual([
                `the meaning of its colours (${name})`,
            ]);
        }
        const { bytes, dropped } = await encodePicture(raster, { format: 'png' });
        expect(dropped).toEqual([]);
        expect((await decodeImage(bytes)).colour).toEqual(raster.colour);
    });
    it('what a profile says is not lost', async () => {
        const p3 = { ...drawRaster(6, 6, 3), colour: { cicp: [12, 13, 0, 1] } };
        for (const format of FORMATS)
            expect((await encodePicture(p3, { format })).dropped).toEqual([]);
    });
});
describe('colours that an AVIF states', () => {
    const drawn = async () => new Uint8Array(await encodeImage(drawRaster(16, 16, 3), { format: 'avif' }));
    it('are read: PQ as such, P3 with a profile, sRGB and BT.709 as nothing', async () => {
        const plain = await drawn();
        const read = async (primaries, transfer) => decodeImage(stateAvifColours(plain, primaries, transfer));
        const pq = await read(9, 16);
        expect(pq.colour).toEqual({ cicp: [9, 16, 0, 1] });
        expect(pq.icc).toBeUndefined();
        expect(pq.data).toEqual((await decodeImage(plain)).data);
        const p3 = await read(12, 13);
        expect(p3.colour).toEqual({ cicp: [12, 13, 0, 1] });
        expect(p3.icc?.length).toBeGreaterThan(300);
        for (const [primaries, transfer] of [
            [1, 13],
            [1, 1],
            [2, 2],
        ]) {
            expect((await read(primaries, transfer)).colour).toBeUndefined();
        }
        // The same in the PNG made of it.
        expect((await decodeImage(await encodeImage(pq, { format: 'png' }))).colour).toEqual(pq.colour);
    });
});
describe('colours that a camera states', () => {
    it('Adobe RGB by its index becomes a profile', async () => {
        const { data } = drawRaster(8, 8, 3);
        const make = (space, index) => sharp(data, { raw: { width: 8, height: 8, channels: 3 } })
            .withExif({ IFD2: { ColorSpace: space }, IFD4: { InteroperabilityIndex: index } })
            .jpeg()
            .toBuffer();
        const adobe = await decodeImage(await make('65535', 'R03'));
        expect(adobe.colour?.chromaticities?.slice(4, 6)).toEqual([21_000, 71_000]);
        expect(adobe.icc?.length).toBeGreaterThan(300);
        expect((await decodeImage(await make('1', 'R98'))).icc).toBeUndefined();
        // A profile that is there goes first.
        const own = await sharp(await make('65535', 'R03'))
            .keepExif()
            .withIccProfile('p3')
            .jpeg()
            .toBuffer();
        expect((await decodeImage(own)).colour).toBeUndefined();
    });
    it('gain maps and the like are named when they are left out', async () => {
        const jpeg = await open(drawRaster(8, 8, 3))
            .jpeg()
            .toBuffer();
        for (const file of [
            withSegment(jpeg, 0xe2, 'urn:iso:std:iso:ts:21496:-1\0\0\0\0\0'),
            withSegment(jpeg, 0xe1, 'http://ns.adobe.com/xap/1.0/\0<x hdrgm:Version="1.0"/>'),
        ]) {
            expect((await decodeImage(file)).notes).toEqual(['its HDR gain map is left out']);
        }
        const png = await encodeImage(drawRaster(4, 4, 3), { format: 'png' });
        const mastered = withChunks(png, [writeChunk('cLLI', new Uint8Array(8))]);
        expect((await decodeImage(mastered)).notes).toEqual([
            'what it says of its HDR display (cLLI) is left out',
        ]);
        const cmyk = await open(drawRaster(8, 8, 3))
            .toColourspace('cmyk')
            .jpeg()
            .toBuffer();
        expect((await decodeImage(cmyk)).notes).toEqual(['its CMYK colours are converted to sRGB']);
    });
});
