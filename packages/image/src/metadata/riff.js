import { concatBytes } from '../concat-bytes';
import { VP8X_ALPHA } from '../headers/webp-header';
/** One chunk with its head and filling. */
export const riffChunk = (type, data) => {
    const out = new Uint8Array(8 + data.length + (data.length & 1));
    out.set(new TextEncoder().encode(type));
    new DataView(out.buffer).setUint32(4, data.length, true);
    out.set(data, 8);
    return out;
};
/** A WebP file of these chunks. */
export const riffFile = (chunks) => riffChunk('RIFF', concatBytes([new TextEncoder().encode('WEBP'), ...chunks]));
/** The data of a VP8X chunk, the file's own or a new one: flags, three reserved bytes, each side less one in 24 bits. */
export const webpHeader = (chunks, width, height) => {
    const out = new Uint8Array(10);
    const existing = chunks.find(({ type }) => type === 'VP8X');
    const lossless = chunks.find(({ type }) => type === 'VP8L');
    if (existing !== undefined) {
        out.set(existing.data.subarray(0, 10));
        return out;
    }
    for (let i = 0; i < 3; i++) {
        out[4 + i] = (width - 1) >> (8 * i);
        out[7 + i] = (height - 1) >> (8 * i);
    }
    if (lossless !== undefined && lossless.data[4] & 0x10)
        out[0] = VP8X_ALPHA;
    return out;
};
