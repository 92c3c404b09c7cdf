import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawProfile } from '../testing/draw-profile';
import { drawRaster } from '../testing/draw-raster';
import { toEightBit } from '../to-eight-bit';
import { decodeImage } from './decode-image';
import { encodeImage } from './encode-image';
import { keepsProfile } from './keeps-profile';
import { probeImage } from './probe-image';
const CHANNELS = [1, 2, 3, 4];
const DEPTHS = [8, 16];
const rgb = drawProfile('RGB ', 'Wide');
const grey = drawProfile('GRAY', 'Dot Gain');
const profileFor = (raster) => (raster.channels < 3 ? grey : rgb);
/** Grey comes back from WebP and AVIF as RGB. */
const asRgb = (raster) => {
    if (raster.channels > 2)
        return raster;
    const channels = raster.channels === 1 ? 3 : 4;
    const from = (i) => {
        const [pixel, c] = [Math.floor(i / channels), i % channels];
        return raster.data[pixel * raster.channels + (c === 3 ? 1 : 0)];
    };
    const data = Uint8Array.from({ length: raster.width * raster.height * channels }, (_, i) => from(i));
    return { ...raster, channels, data };
};
const meanDifference = (a, b) => {
    expect([a.width, a.height, a.channels]).toEqual([b.width, b.height, b.channels]);
    let sum = 0;
    for (let i = 0; i < a.data.length; i++)
        sum += Math.abs(a.data[i] - b.data[i]);
    return sum / a.data.length;
};
describe.each(['png', 'tiff'])('%s', (format) => {
    it.each(DEPTHS)('keeps every sample of %i bit, with and without profile and density', async (bits) => {
        for (const channels of CHANNELS) {
            for (const [width, height] of [
                [1, 1],
                [37, 23],
                [1, 90],
            ]) {
                const bare = drawRaster(width, height, channels, bits);
                expect(await decodeImage(await encodeImage(bare, { format }))).toEqual(bare);
                const full = { ...bare, icc: profileFor(bare), density: 300 };
                const encoded = await encodeImage(full, { format });
                // libvips writes the density of a WebP as EXIF.
                expect({ ...(await decodeImage(encoded)), metadata: undefined }).toEqual(full);
                expect(await probeImage(encoded)).toMatchObject({
                    width,
                    height,
                    channels,
                    format,
                    bitDepth: bits,
                    iccBytes: full.icc.length,
                    iccName: channels < 3 ? 'Dot Gain' : 'Wide',
                    density: 300,
                });
            }
        }
    });
    it('takes very wide and very tall pictures', async () => {
        for (const raster of [drawRaster(30_000, 2, 3), drawRaster(1, 5000, 3)]) {
            const withProfile = { ...raster, icc: rgb };
            const back = await decodeImage(await encodeImage(withProfile, { format }));
            expect(meanDifference(back, raster)).toBe(0);
        }
    });
});
describe.each(['webp', 'avif'])('%s', (format) => {
    it('keeps every sample when lossless, with and without profile', async () => {
        for (const channels of CHANNELS) {
            const bare = drawRaster(19, 14, channels);
            expect(await decodeImage(await encodeImage(bare, { format, lossless: true }))).toEqual(asRgb(bare));
            const full = { ...bare, icc: profileFor(bare) };
            const back = await decodeImage(await encodeImage(full, { format, lossless: true }));
            // A grey profile does not describe the RGB that grey becomes here.
            expect(back).toEqual(channels < 3 ? asRgb(bare) : full);
            expect(keepsProfile(full, format)).toBe(channels >= 3);
        }
    });
    it('rounds 16 bit to 8', async () => {
        const wide = drawRaster(19, 14, 4, 16);
        const back = await decodeImage(await encodeImage(wide, { format, lossless: true }));
        expect(back).toEqual(toEightBit(wide));
    });
});
it.each(['jpeg', 'webp', 'avif'])('%s stays near the picture and follows quality', async (format) => {
    for (const channels of [1, 3]) {
        const raster = {
            ...drawRaster(80, 60, channels, 8, 'smooth'),
            icc: profileFor(drawRaster(1, 1, channels)),
        };
        const fine = await encodeImage(raster, { format, quality: 95 });
        const coarse = await encodeImage(raster, { format, quality: 10 });
        const back = await decodeImage(fine);
        expect(meanDifference(back, format === 'jpeg' ? raster : asRgb(raster))).toBeLessThan(2);
        expect(back.icc).toEqual(keepsProfile(raster, format) ? raster.icc : undefined);
        expect(coarse.length).toBeLessThan(fine.length);
    }
});
it('jpeg keeps grey as grey, with profile and density, and rounds 16 bit', async () => {
    const wide = { ...drawRaster(32, 32, 1, 16, 'smooth'), icc: grey, density: 240 };
    const back = await decodeImage(await encodeImage(wide, { format: 'jpeg', quality: 100 }));
    expect(back).toMatchObject({ channels: 1, icc: grey, density: 240 });
    expect(meanDifference(back, toEightBit(wide))).toBeLessThan(1);
});
it('a profile of the wrong colours, or broken, is left out rather than misdescribing the pixels', async () => {
    for (const icc of [grey, rgb.subarray(0, 300), Uint8Array.of(1, 2, 3)]) {
        for (const format of ['png', 'jpeg', 'webp', 'tiff', 'avif']) {
            const raster = { ...drawRaster(8, 8, 3), icc };
            expect(keepsProfile(raster, format)).toBe(false);
            expect((await decodeImage(await encodeImage(raster, { format }))).icc).toBeUndefined();
        }
    }
});
it('the profile is embedded without touching the pixels, as a colour-managed reader sees', async () => {
    const raster = { ...drawRaster(16, 16, 3), icc: rgb };
    const png = await encodeImage(raster, { format: 'png' });
    const managed = await sharp(png).raw().toBuffer();
    expect(Buffer.compare(managed, Buffer.from(raster.data))).not.toBe(0);
    expect((await decodeImage(png)).data).toEqual(raster.data);
});
it('compression levels trade size for time, not pixels', async () => {
    const raster = drawRaster(200, 150, 3, 8, 'smooth');
    const [none, best] = await Promise.all([0, 9].map((compressionLevel) => encodeImage(raster, { format: 'png', compressionLevel })));
    expect(best?.length).toBeLessThan(none?.length ?? 0);
    expect((await decodeImage(none)).data).toEqual(raster.data);
});
