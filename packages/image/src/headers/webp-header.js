import { damaged } from '../damaged';
import { readExif } from '../exif';
/** Flags of the VP8X chunk. */
export const VP8X_ICC = 0x20;
export const VP8X_ALPHA = 0x10;
export const VP8X_EXIF = 0x08;
export const VP8X_XMP = 0x04;
/** @throws ImageError `E_IMAGE_DAMAGED` when the file is shorter than it says. */
export function* readRiffChunks(bytes, label) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.length < 12 ? Number.POSITIVE_INFINITY : view.getUint32(4, true) + 8;
    if (end > bytes.length)
        throw damaged(label, 'the file is shorter than its WebP header says');
    for (let at = 12; at + 8 <= end;) {
        const length = view.getUint32(at + 4, true);
        if (at + 8 + length > end)
            throw damaged(label, `the WebP chunk at byte ${at} does not fit into the file`);
        const type = String.fromCharCode(...bytes.subarray(at, at + 4));
        yield { type, at: at + 8, data: bytes.subarray(at + 8, at + 8 + length) };
        at += 8 + length + (length & 1);
    }
}
const WANTED = new Set(['VP8X', 'VP8 ', 'VP8L', 'EXIF', 'ICCP']);
/** Sides and alpha of the first frame, from the head of its bit stream. */
const readBitstream = (chunk) => {
    const { data } = chunk;
    if (data.length < 10)
        return undefined;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (chunk.type === 'VP8 ') {
        return {
            width: view.getUint16(6, true) & 0x3fff,
            height: view.getUint16(8, true) & 0x3fff,
            alpha: false,
        };
    }
    const bits = view.getUint32(1, true);
    return {
        width: (bits & 0x3fff) + 1,
        height: ((bits >>> 14) & 0x3fff) + 1,
        alpha: ((bits >>> 28) & 1) === 1,
    };
};
/** @throws ImageError `E_IMAGE_DAMAGED`. */
export const readWebpHeader = (bytes, label) => {
    // One pass that keeps the first of each kind: a hostile file holds millions of chunks.
    const first = new Map();
    let frames = 0;
    for (const chunk of readRiffChunks(bytes, label)) {
        if (chunk.type === 'ANMF')
            frames++;
        if (WANTED.has(chunk.type) && !first.has(chunk.type))
            first.set(chunk.type, chunk);
    }
    const find = (type) => first.get(type);
    const extended = find('VP8X');
    const stream = find('VP8 ') ?? find('VP8L');
    if (stream === undefined && frames === 0)
        throw damaged(label, 'the WebP file holds no picture');
    let size = stream && readBitstream(stream);
    if (extended !== undefined && extended.data.length >= 10) {
        const d = extended.data;
        const int24 = (i) => d[i] | (d[i + 1] << 8) | (d[i + 2] << 16);
        size = { width: int24(4) + 1, height: int24(7) + 1, alpha: (d[0] & VP8X_ALPHA) !== 0 };
    }
    if (size === undefined || size.width === 0 || size.height === 0) {
        throw damaged(label, 'the WebP header does not say how large the picture is');
    }
    const exifChunk = find('EXIF');
    // Some writers put JPEG's `Exif\0\0` in front.
    const skip = exifChunk?.data[0] === 0x45 ? 6 : 0;
    const exif = exifChunk === undefined ? { orientation: 1 } : readExif(exifChunk.data.subarray(skip));
    return {
        format: 'webp',
        width: size.width,
        height: size.height,
        channels: size.alpha ? 4 : 3,
        bitDepth: 8,
        orientation: exif.orientation,
        orientationAt: exif.orientationAt && {
            ...exif.orientationAt,
            offset: (exifChunk?.at ?? 0) + skip + exif.orientationAt.offset,
        },
        icc: find('ICCP')?.data,
        pages: Math.max(1, frames),
        density: exif.density,
    };
};
