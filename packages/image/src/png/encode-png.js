import { bitDepthOf } from '@srkit/core';
import { concatBytes } from '../concat-bytes';
import { iccFits } from '../icc-profile';
import { throughZlib } from '../zlib-stream';
import { PNG_SIGNATURE, writeChunk } from './chunks';
import { filterRow } from './filter-row';
import { METRES_PER_INCH } from './png-density';
import { GREY, GREY_ALPHA, RGB, RGBA } from './png-header';
/** Rows are handed to the compressor in pieces of about this many bytes: few calls, little memory. */
const PIECE_BYTES = 2 ** 18;
/** Exactly the raster as a PNG: 8 or 16 bit, straight alpha, grey, profile and density. */
export const encodePng = async (raster) => {
    const parts = [PNG_SIGNATURE, writeChunk('IHDR', header(raster))];
    if (raster.icc !== undefined && iccFits(raster.icc, raster.channels)) {
        parts.push(writeChunk('iCCP', await profile(raster.icc)));
    }
    if (raster.density !== undefined)
        parts.push(writeChunk('pHYs', physicalSize(raster.density)));
    for await (const packed of throughZlib(new CompressionStream('deflate'), filteredRows(raster))) {
        parts.push(writeChunk('IDAT', packed));
    }
    parts.push(writeChunk('IEND', new Uint8Array(0)));
    return concatBytes(parts);
};
const header = (raster) => {
    const out = new Uint8Array(13);
    const view = new DataView(out.buffer);
    view.setUint32(0, raster.width);
    view.setUint32(4, raster.height);
    view.setUint8(8, bitDepthOf(raster));
    view.setUint8(9, [GREY, GREY_ALPHA, RGB, RGBA][raster.channels - 1]);
    return out;
};
const profile = async (icc) => {
    const packed = [new TextEncoder().encode('ICC profile\0\0')];
    for await (const piece of throughZlib(new CompressionStream('deflate'), [icc]))
        packed.push(piece);
    return concatBytes(packed);
};
const physicalSize = (density) => {
    const out = new Uint8Array(9);
    const view = new DataView(out.buffer);
    const perMetre = Math.round(density / METRES_PER_INCH);
    view.setUint32(0, perMetre);
    view.setUint32(4, perMetre);
    view.setUint8(8, 1);
    return out;
};
function* filteredRows({ width, height, channels, data }) {
    const wide = data instanceof Uint16Array;
    const distance = channels * (wide ? 2 : 1);
    const rowBytes = width * distance;
    const rowsPerPiece = Math.max(1, Math.floor(PIECE_BYTES / (rowBytes + 1)));
    let row = new Uint8Array(rowBytes);
    let above = new Uint8Array(rowBytes);
    for (let top = 0; top < height; top += rowsPerPiece) {
        const rows = Math.min(rowsPerPiece, height - top);
        // A new array per piece: the stream may still hold the last one.
        const piece = new Uint8Array(rows * (rowBytes + 1));
        for (let y = 0; y < rows; y++) {
            [row, above] = [above, row];
            const samples = data.subarray((top + y) * width * channels, (top + y + 1) * width * channels);
            if (wide)
                bigEndian(samples, row);
            else
                row.set(samples);
            filterRow(row, above, distance, piece.subarray(y * (rowBytes + 1), (y + 1) * (rowBytes + 1)));
        }
        yield piece;
    }
}
const bigEndian = (samples, out) => {
    for (let i = 0; i < samples.length; i++) {
        const sample = samples[i];
        out[2 * i] = sample >> 8;
        out[2 * i + 1] = sample & 255;
    }
};
