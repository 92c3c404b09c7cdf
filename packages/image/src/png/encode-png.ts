import { bitDepthOf, checkRaster, type LongWork, type Raster } from '@srkit/core';
import { concatBytes } from '../concat-bytes';
import { iccFits } from '../icc-profile';
import { throughZlib } from '../zlib-stream';
import { PNG_SIGNATURE, writeChunk } from './chunks';
import { filterRow } from './filter-row';
import { METRES_PER_INCH } from './png-density';
import { GREY, GREY_ALPHA, RGB, RGBA } from './png-header';
import { colourChunks } from './tag-chunks';

/** Rows are handed to the compressor in pieces of about this many bytes: few calls, little memory. */
const PIECE_BYTES = 2 ** 18;

/**
 * Exactly the raster as a PNG, piece by piece: 8 or 16 bit, straight alpha, grey, what is said of its colours, and density.
 * Whoever hands the pieces on, to a `Blob` or a file, never has all of the file in memory. Metadata is left out. Progress is in
 * rows.
 *
 * @throws ShapeError for a raster that makes no sense.
 */
export async function* pngPieces(
  raster: Raster,
  { onProgress, signal }: LongWork = {},
): AsyncGenerator<Uint8Array> {
  checkRaster(raster);
  yield PNG_SIGNATURE;
  yield writeChunk('IHDR', header(raster));
  if (raster.colour) yield* colourChunks(raster.colour);
  if (raster.icc !== undefined && iccFits(raster.icc, raster.channels)) {
    yield writeChunk('iCCP', await profile(raster.icc));
  }
  if (raster.density !== undefined) yield writeChunk('pHYs', physicalSize(raster.density));
  const { height } = raster;
  const rows = filteredRows(raster, (done) => onProgress?.({ done, total: height, unit: 'rows' }));
  for await (const packed of throughZlib(new CompressionStream('deflate'), rows)) {
    signal?.throwIfAborted();
    yield writeChunk('IDAT', packed);
  }
  yield writeChunk('IEND', new Uint8Array(0));
}

/** The same in one array. What is said of its colours is left to `withTags`. */
export const encodePng = async ({ colour: _, ...raster }: Raster): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const piece of pngPieces(raster)) parts.push(piece);
  return concatBytes(parts);
};

const header = (raster: Raster): Uint8Array => {
  const out = new Uint8Array(13);
  const view = new DataView(out.buffer);
  view.setUint32(0, raster.width);
  view.setUint32(4, raster.height);
  view.setUint8(8, bitDepthOf(raster));
  view.setUint8(9, [GREY, GREY_ALPHA, RGB, RGBA][raster.channels - 1] as number);
  return out;
};

const profile = async (icc: Uint8Array): Promise<Uint8Array> => {
  const packed: Uint8Array[] = [new TextEncoder().encode('ICC profile\0\0')];
  for await (const piece of throughZlib(new CompressionStream('deflate'), [icc])) packed.push(piece);
  return concatBytes(packed);
};

const physicalSize = (density: number): Uint8Array => {
  const out = new Uint8Array(9);
  const view = new DataView(out.buffer);
  const perMetre = Math.round(density / METRES_PER_INCH);
  view.setUint32(0, perMetre);
  view.setUint32(4, perMetre);
  view.setUint8(8, 1);
  return out;
};

function* filteredRows(
  { width, height, channels, data }: Raster,
  onRows: (done: number) => void,
): Generator<Uint8Array> {
  const wide = data instanceof Uint16Array;
  const distance = channels * (wide ? 2 : 1);
  const rowBytes = width * distance;
  const rowsPerPiece = Math.max(1, Math.floor(PIECE_BYTES / (rowBytes + 1)));
  let row: Uint8Array = new Uint8Array(rowBytes);
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let top = 0; top < height; top += rowsPerPiece) {
    const rows = Math.min(rowsPerPiece, height - top);
    // A new array per piece: the stream may still hold the last one.
    const piece = new Uint8Array(rows * (rowBytes + 1));
    for (let y = 0; y < rows; y++) {
      [row, above] = [above, row];
      const samples = data.subarray((top + y) * width * channels, (top + y + 1) * width * channels);
      if (wide) bigEndian(samples, row);
      else row.set(samples);
      filterRow(row, above, distance, piece.subarray(y * (rowBytes + 1), (y + 1) * (rowBytes + 1)));
    }
    yield piece;
    onRows(top + rows);
  }
}

const bigEndian = (samples: Uint8Array | Uint16Array, out: Uint8Array): void => {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as number;
    out[2 * i] = sample >> 8;
    out[2 * i + 1] = sample & 255;
  }
};
