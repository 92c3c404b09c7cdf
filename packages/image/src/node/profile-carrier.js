/** TIFF tags we write, in the ascending order the format demands. */
const TAG = {
    width: 256,
    height: 257,
    bitsPerSample: 258,
    compression: 259,
    photometric: 262,
    stripOffset: 273,
    samplesPerPixel: 277,
    stripBytes: 279,
    extraSamples: 338,
    icc: 34675,
};
const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const UNCOMPRESSED = 1;
const BLACK_IS_ZERO = 1;
const RGB = 2;
const STRAIGHT_ALPHA = 2;
/**
 * One black pixel in a TIFF file with the given profile. sharp embeds a profile without converting pixels only
 * when the profile came in with a picture; this is the smallest such picture.
 */
export const profileCarrier = (icc, channels, bits) => {
    const alpha = channels % 2 === 0;
    const entryCount = alpha ? 10 : 9;
    const directoryEnd = 8 + 2 + entryCount * 12 + 4;
    const bitsAt = directoryEnd;
    const pixelAt = bitsAt + 2 * channels;
    const pixelBytes = (channels * bits) / 8;
    const iccAt = pixelAt + pixelBytes + (pixelBytes & 1);
    // One or two shorts lie in the entry itself, more of them elsewhere.
    const bitsValue = channels === 1 ? bits : channels === 2 ? bits * 0x10001 : bitsAt;
    const entries = [
        [TAG.width, SHORT, 1, 1],
        [TAG.height, SHORT, 1, 1],
        [TAG.bitsPerSample, SHORT, channels, bitsValue],
        [TAG.compression, SHORT, 1, UNCOMPRESSED],
        [TAG.photometric, SHORT, 1, channels < 3 ? BLACK_IS_ZERO : RGB],
        [TAG.stripOffset, LONG, 1, pixelAt],
        [TAG.samplesPerPixel, SHORT, 1, channels],
        [TAG.stripBytes, LONG, 1, pixelBytes],
        ...(alpha ? [[TAG.extraSamples, SHORT, 1, STRAIGHT_ALPHA]] : []),
        [TAG.icc, UNDEFINED, icc.length, iccAt],
    ];
    const out = new Uint8Array(iccAt + icc.length);
    const view = new DataView(out.buffer);
    out.set([0x49, 0x49, 42, 0, 8]);
    view.setUint16(8, entries.length, true);
    entries.forEach(([tag, type, count, value], i) => {
        const at = 10 + i * 12;
        view.setUint16(at, tag, true);
        view.setUint16(at + 2, type, true);
        view.setUint32(at + 4, count, true);
        view.setUint32(at + 8, value, true);
    });
    for (let c = 0; c < channels; c++)
        view.setUint16(bitsAt + 2 * c, bits, true);
    out.set(icc, iccAt);
    return out;
};
