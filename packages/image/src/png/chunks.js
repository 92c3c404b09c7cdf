import { crc32 } from '@srkit/core';
import { damaged } from '../damaged';
export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const encoder = new TextEncoder();
/**
 * Chunks in the order of the file, up to and including IEND.
 *
 * @throws ImageError `E_IMAGE_DAMAGED` when the file ends early or a checksum is wrong.
 */
export function* readChunks(bytes, label) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = PNG_SIGNATURE.length;;) {
        if (at + 12 > bytes.length)
            throw damaged(label, 'the file ends before the last PNG chunk');
        const length = view.getUint32(at);
        const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
        const end = at + 12 + length;
        if (end > bytes.length)
            throw damaged(label, `the file ends inside PNG chunk '${type}' at byte ${at}`);
        if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
            throw damaged(label, `the checksum of PNG chunk '${type}' at byte ${at} is wrong`);
        }
        yield { type, data: bytes.subarray(at + 8, end - 4) };
        if (type === 'IEND')
            return;
        at = end;
    }
}
/** The data of IDAT chunks, of a file whose chunks have been read once. */
export function* idatOf(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length;) {
        const length = view.getUint32(at);
        // 'IDAT' and 'IEND'
        const type = view.getUint32(at + 4);
        if (type === 0x49444154)
            yield bytes.subarray(at + 8, at + 8 + length);
        if (type === 0x49454e44)
            return;
        at += 12 + length;
    }
}
/** The bytes of one chunk, its length and checksum included. */
export const writeChunk = (type, data) => {
    const out = new Uint8Array(12 + data.length);
    const view = new DataView(out.buffer);
    view.setUint32(0, data.length);
    out.set(encoder.encode(type), 4);
    out.set(data, 8);
    view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
    return out;
};
