import { deflateSync } from 'node:zlib';
import { concatBytes } from '../concat-bytes';
import { PNG_SIGNATURE, writeChunk } from '../png/chunks';
/**
 * A PNG put together by hand, for the kinds no encoder at hand writes.
 *
 * @param scanlines Rows with their filter bytes, as they are to be compressed.
 * @param extra Chunks between IHDR and IDAT.
 */
export const drawPng = (header, scanlines, ...extra) => {
    const ihdr = new Uint8Array(13);
    const view = new DataView(ihdr.buffer);
    view.setUint32(0, header.width);
    view.setUint32(4, header.height);
    ihdr[8] = header.depth;
    ihdr[9] = header.colourType;
    ihdr[12] = header.interlaced === true ? 1 : 0;
    return concatBytes([
        PNG_SIGNATURE,
        writeChunk('IHDR', ihdr),
        ...extra.map(([type, data]) => writeChunk(type, Uint8Array.from(data))),
        writeChunk('IDAT', new Uint8Array(deflateSync(Uint8Array.from(scanlines)))),
        writeChunk('IEND', new Uint8Array(0)),
    ]);
};
