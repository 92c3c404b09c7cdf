import type { LongWork } from '@srkit/core';
import { pngPieces, type Raster } from '@srkit/image';

/** Bytes after which what is there is handed to the browser, which may keep it on its disk. */
const PART_BYTES = 2 ** 22;

/** A picture as a PNG that the browser keeps: at no time is all of the file in this worker's memory. */
export const pngBlob = async (raster: Raster, work: LongWork = {}): Promise<Blob> => {
  const parts: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const hand = (): void => {
    parts.push(new Blob(pieces));
    pieces = [];
    bytes = 0;
  };
  for await (const piece of pngPieces(raster, work)) {
    pieces.push(piece as Uint8Array<ArrayBuffer>);
    bytes += piece.length;
    if (bytes >= PART_BYTES) hand();
  }
  hand();
  return new Blob(parts, { type: 'image/png' });
};
