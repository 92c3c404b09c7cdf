import type { SrkitWasmBackend } from '../backend';
import { type Epilogue, writeEpilogue } from './epilogue';
import { isExact } from './exact';
import { blocksPerChunk, type Picture, roundUp } from './picture';

const FLOAT_BYTES = 4;
const ROW_PADDING = 4;
/** Floats of gathered rows that are in work at once: they stay in a core's second-level cache. */
const FLOATS_PER_BLOCK = 60_000;
const MOST_PIXELS_PER_BLOCK = 96;

/** One position of a filter: offsets in pixels of x from where an output pixel looks. */
export type Tap = readonly [down: number, across: number];

/** Where the results go: pixel (i, j) of the grid is (top + i * down, left + j * across) of y. */
export interface TargetGrid {
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
  readonly down: number;
  readonly across: number;
}

export interface TapConvolution {
  readonly x: Picture;
  readonly y: Picture;
  readonly grid: TargetGrid;
  readonly taps: readonly Tap[];
  /** Steps in x from one pixel of the grid to the next. */
  readonly step: readonly [down: number, across: number];
  /** Packed panels whose depth is taps times channels, rounded up to a multiple of 4. */
  readonly filter: number;
  readonly epilogue: Epilogue;
}

/** The depth of the matrix product behind a convolution. */
export const tapDepth = (taps: number, channels: number): number => roundUp(taps * channels, 4);

/** Any convolution as a matrix product. */
export const tapConvolution = (
  backend: SrkitWasmBackend,
  { x, y, grid, taps, step, filter, epilogue }: TapConvolution,
): void => {
  const count = y.batch * grid.height * grid.width;
  if (count === 0) return;
  const depth = tapDepth(taps.length, x.channels);
  const [first] = taps;
  // Rows of the product are then the pixels of x, as they lie there.
  const direct =
    taps.length === 1 &&
    first![0] === 0 &&
    first![1] === 0 &&
    step[0] === 1 &&
    step[1] === 1 &&
    x.channels % 4 === 0 &&
    x.height === grid.height &&
    x.width === grid.width;
  const pixels = Math.max(6, Math.min(MOST_PIXELS_PER_BLOCK, Math.floor(FLOATS_PER_BLOCK / depth / 6) * 6));
  const blocks = Math.ceil(count / pixels);
  const perChunk = blocksPerChunk(blocks);
  const rowBytes = (floats: number): number => (floats + ROW_PADDING) * FLOAT_BYTES;
  const aRow = direct ? x.stride * FLOAT_BYTES : rowBytes(depth);
  const scratchBytes = roundUp(pixels * (rowBytes(roundUp(y.channels, 8)) + aRow), 64);
  const tapBytes = roundUp(taps.length * 8, 64);
  backend.withScratch(tapBytes + scratchBytes * backend.threads, (tapsAt) => {
    backend.intsAt(tapsAt, taps.length * 2).set(taps.flat());
    writeEpilogue(backend.params, epilogue).ints(
      x.address,
      x.stride,
      x.height,
      x.width,
      x.channels,
      tapsAt,
      taps.length,
      ...step,
      grid.height,
      grid.width,
      count,
      y.address,
      y.stride,
      y.height,
      y.width,
      grid.top,
      grid.left,
      grid.down,
      grid.across,
      y.channels,
      filter,
      depth,
      direct ? 1 : 0,
      isExact() ? 1 : 0,
      pixels,
      perChunk,
      tapsAt + tapBytes,
      scratchBytes,
    );
    backend.run('tapConvolutionChunk', Math.ceil(blocks / perChunk));
  });
};
