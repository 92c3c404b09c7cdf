import { expect, it } from 'vitest';
import { decodeImage } from '../node/decode-image';
import { encodeImage } from '../node/encode-image';
import { drawProfile } from '../testing/draw-profile';
import { drawRaster } from '../testing/draw-raster';
import { replaceJpegProfile } from './replace-jpeg-profile';
import { replaceWebpProfile } from './replace-webp-profile';
const small = drawProfile('RGB ', 'Small');
/** Larger than one JPEG segment: a profile padded with a long private tail. */
const large = new Uint8Array(150_001);
large.set(small);
new DataView(large.buffer).setUint32(0, large.length);
const sameWithProfile = (actual, expected, icc) => {
    expect(actual.data).toEqual(expected.data);
    expect(Buffer.compare(actual.icc ?? new Uint8Array(0), icc)).toBe(0);
};
it.each([
    ['small', small],
    ['large', large],
])('a %s profile goes into JPEG and WebP and leaves the pixels alone', async (_, icc) => {
    for (const channels of [3, 4]) {
        const raster = drawRaster(21, 9, channels);
        for (const lossless of [false, true]) {
            const webp = await encodeImage(raster, { format: 'webp', lossless });
            const expected = await decodeImage(webp);
            sameWithProfile(await decodeImage(replaceWebpProfile(webp, icc, 21, 9)), expected, icc);
        }
    }
    const jpeg = await encodeImage(drawRaster(21, 9, 3), { format: 'jpeg' });
    sameWithProfile(await decodeImage(replaceJpegProfile(jpeg, icc)), await decodeImage(jpeg), icc);
});
it('16383 pixels fit into the extended WebP header', async () => {
    const raster = drawRaster(16383, 1, 3);
    const webp = await encodeImage(raster, { format: 'webp' });
    expect(await decodeImage(replaceWebpProfile(webp, small, 16383, 1))).toMatchObject({
        width: 16383,
        icc: small,
    });
});
it("the encoder's own profile is replaced, or taken out", async () => {
    const raster = { ...drawRaster(12, 10, 4), icc: drawProfile('RGB ', 'From the encoder') };
    for (const lossless of [false, true]) {
        const webp = await encodeImage(raster, { format: 'webp', lossless });
        const { icc: _, ...expected } = await decodeImage(webp);
        expect(await decodeImage(replaceWebpProfile(webp, small, 12, 10))).toEqual({ ...expected, icc: small });
        expect(await decodeImage(replaceWebpProfile(webp, undefined, 12, 10))).toEqual(expected);
    }
    const jpeg = await encodeImage({ ...drawRaster(12, 10, 3), icc: raster.icc }, { format: 'jpeg' });
    const { icc: _, ...expected } = await decodeImage(jpeg);
    expect(await decodeImage(replaceJpegProfile(jpeg, small))).toEqual({ ...expected, icc: small });
    expect(await decodeImage(replaceJpegProfile(jpeg, undefined))).toEqual(expected);
});
