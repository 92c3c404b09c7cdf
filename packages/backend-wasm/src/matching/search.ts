import { type MatchAttrs, patchCount } from '@srkit/core/contracts';
import type { SrkitWasmBackend } from '../backend';
import { packPanels, panelBytes } from '../convolution/pack';
import { blocksPerChunk, type Picture, roundUp } from '../convolution/picture';
import type { Best } from './best';

const FLOAT_BYTES = 4;
/** Reference patches that are compared at a time; what is read past a row's end is less than this and a patch. */
const LANES = 8;
/** Rows of a tile of products. */
const TILE_ROWS = 6;
/** Pieces of fewer rows, in patches, would mostly compute what they share with their neighbours. */
const LEAST_ROWS = 8;

/** How large the pieces are into which a search is cut. */
export interface SearchLimits {
  /** Bytes of the reference that are packed at a time. */
  readonly panelBytes: number;
  /** Multiplications along one diagonal: a second's work, so that a busy thread does not count as dead. */
  readonly diagonalWork: number;
}

export const SEARCH_LIMITS: SearchLimits = { panelBytes: 2 ** 24, diagonalWork: 10e9 };

/** Floats of a row of products; more than they are, because rows must not be multiples of 4 KiB apart. */
export const productFloats = (refWidth: number): number => roundUp(refWidth, LANES) + LANES;

/** Rows of the reference that are packed at a time. */
const packedRows = (depth: number, { height, width }: Picture, patch: number, most: number): number =>
  Math.min(height, Math.max(LEAST_ROWS * patch, Math.floor(most / panelBytes(depth, width))));

/** Some rows, from the first to before the last, and what the next ones share with them. */
type Rows = readonly [first: number, end: number];

/** Cuts a side into pieces of `most` rows that overlap, so that each patch lies within one of them. */
const piecesOf = (side: number, most: number, patchSize: number): Rows[] => {
  const pieces: Rows[] = [];
  for (let first = 0; first + patchSize <= side; first += most - patchSize + 1) {
    pieces.push([first, Math.min(side, first + most)]);
  }
  return pieces;
};

const packReference = (
  backend: SrkitWasmBackend,
  { address, width, channels }: Picture,
  [first, end]: Rows,
  depth: number,
  panels: number,
): void => {
  for (let y = first; y < end; y++) {
    packPanels(
      backend,
      {
        address: address + y * width * channels * FLOAT_BYTES,
        depth: channels,
        side: width,
        depthStride: 1,
        sideStride: channels,
      },
      { address: panels + (y - first) * panelBytes(depth, width), depth },
    );
  }
};

/** What a search reads and writes beside the input. */
export interface Search {
  readonly ref: Picture;
  /** What the sums of each row of reference patches are multiplied by, `[height - patch + 1][productFloats]`. */
  readonly factors: number;
  readonly best: Best;
  /** For matches of the reference's patches as well: reciprocal norms of all input patches, and where they go. */
  readonly back?: { readonly factors: number; readonly best: Best };
}

/** Holds all patches against each other. Channels of `input` are filled up to whole vectors. */
export const search = (
  backend: SrkitWasmBackend,
  input: Picture,
  { ref, factors, best, back }: Search,
  { patchSize, inputStride, refStride }: MatchAttrs,
  limits: SearchLimits,
): void => {
  const rowFloats = productFloats(ref.width);
  const refRows = packedRows(input.channels, ref, patchSize, limits.panelBytes);
  const panelsBytes = refRows * panelBytes(input.channels, ref.width);
  const slotFloats = roundUp(input.width, TILE_ROWS) * rowFloats;
  const productsAt = roundUp(TILE_ROWS * input.channels * FLOAT_BYTES, 64);
  const products = patchSize * slotFloats + rowFloats + patchSize + 2 * LANES;
  const bytesPerThread = roundUp(productsAt + products * FLOAT_BYTES, 64);
  const work = input.width * ref.width * input.channels;
  const rows = Math.max(LEAST_ROWS * patchSize, Math.floor(limits.diagonalWork / work));
  backend.withScratch(panelsBytes + bytesPerThread * backend.threads, (panels) => {
    const scratch = panels + panelsBytes;
    for (const [refFirstRow, refEndRow] of piecesOf(ref.height, refRows, patchSize)) {
      packReference(backend, ref, [refFirstRow, refEndRow], input.channels, panels);
      for (const [firstRow, endRow] of piecesOf(input.height, rows, patchSize)) {
        const firstDiagonal = refFirstRow + patchSize - endRow;
        const endDiagonal = refEndRow - patchSize - firstRow + 1;
        const perChunk = blocksPerChunk(endDiagonal - firstDiagonal);
        backend.params
          .ints(input.address, input.width, input.channels, panels, refFirstRow, refEndRow, ref.width)
          .ints(patchSize, inputStride, refStride, firstRow, endRow, firstDiagonal, endDiagonal, perChunk)
          .ints(patchCount(input.width, patchSize, inputStride), factors, rowFloats, slotFloats)
          .ints(scratch, bytesPerThread, productsAt, best.address, best.bytesPerThread, best.indexAt)
          .ints(
            back?.factors ?? 0,
            back?.best.address ?? 0,
            back?.best.bytesPerThread ?? 0,
            back?.best.indexAt ?? 0,
          );
        backend.run('matchDiagonalsChunk', Math.ceil((endDiagonal - firstDiagonal) / perChunk));
      }
    }
  });
};
