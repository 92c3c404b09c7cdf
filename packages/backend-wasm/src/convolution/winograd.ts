import type { SrkitWasmBackend } from '../backend';
import { type Epilogue, writeEpilogue } from './epilogue';
import { blocksPerChunk, type Picture, roundUp } from './picture';

/** Products of a 4x4 tile. */
const PLACES = 36;
const FLOAT_BYTES = 4;
/** Sizes of a thread's scratch, as `assembly/winograd.ts` lays it out. */
const WINDOW_BYTES = 1024;
const ROW_PADDING = 4;
const PLACE_PADDING_BYTES = 64;
/** Input channels of one pass: transformed tiles of so many stay in a core's second-level cache. */
const MOST_CHANNELS = 96;
/** Output channels of one chunk, in panels of 8. */
const MOST_PANELS = 16;
/** Tiles in work at once; fewer leave the threads unevenly busy at the end of small pictures, more spill the cache. */
const TILES_PER_BLOCK = [24, 18, 12];

/** Bytes of a transformed filter. */
export const winogradFilterBytes = (inChannels: number, outChannels: number): number =>
  PLACES * roundUp(outChannels, 8) * roundUp(inChannels, 4) * FLOAT_BYTES;

export interface WinogradFilter {
  /** `[3, 3, filterIn, filterOut]`. */
  readonly address: number;
  readonly filterIn: number;
  readonly filterOut: number;
  /** True for the gradient of the input: turned by 180 degrees, in and out exchanged. */
  readonly backward: boolean;
}

/** Writes U = G w G^T to `target`, `winogradFilterBytes` bytes. */
export const transformFilter = (
  backend: SrkitWasmBackend,
  { address, filterIn, filterOut, backward }: WinogradFilter,
  target: number,
): void => {
  const [inChannels, outChannels] = backward ? [filterOut, filterIn] : [filterIn, filterOut];
  backend.params.ints(
    address,
    filterIn,
    filterOut,
    target,
    roundUp(inChannels, 4),
    outChannels,
    backward ? 1 : 0,
  );
  backend.run('winogradFilterChunk', Math.ceil(outChannels / 8));
};

/** The largest number of tiles that some thread gets, in units of tiles. */
const longest = (tiles: number, perBlock: number, threads: number): number =>
  Math.ceil(Math.ceil(tiles / perBlock) / threads) * perBlock;

const tilesPerBlock = (tiles: number, threads: number): number =>
  TILES_PER_BLOCK.reduce((best, size) =>
    longest(tiles, size, threads) < longest(tiles, best, threads) ? size : best,
  );

/** Splits `count` evenly into parts of at most `most`, multiples of `unit`. */
const evenPart = (count: number, most: number, unit: number): number =>
  roundUp(Math.ceil(count / Math.ceil(count / most)), unit);

export interface WinogradConvolution {
  /** Its channels are a multiple of 4. */
  readonly x: Picture;
  readonly y: Picture;
  /** Transformed. */
  readonly filter: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly epilogue: Epilogue;
}

/** 3x3 convolution with stride 1; zeros around the picture. */
export const winogradConvolution = (
  backend: SrkitWasmBackend,
  { x, y, filter, padTop, padLeft, epilogue }: WinogradConvolution,
): void => {
  const across = Math.ceil(y.width / 4);
  const down = Math.ceil(y.height / 4);
  const tiles = y.batch * across * down;
  const perBlock = tilesPerBlock(tiles, backend.threads);
  const panels = Math.ceil(y.channels / 8);
  const panelsPerChunk = evenPart(panels, MOST_PANELS, 1);
  const parts = Math.ceil(panels / panelsPerChunk);
  const channelBlock = evenPart(x.channels, MOST_CHANNELS, 4);
  const blocks = Math.ceil(tiles / perBlock);
  const perChunk = blocksPerChunk(blocks, parts);
  const placeBytes = (channels: number): number =>
    perBlock * (channels + ROW_PADDING) * FLOAT_BYTES + PLACE_PADDING_BYTES;
  const scratchBytes = roundUp(
    WINDOW_BYTES + PLACES * (placeBytes(channelBlock) + placeBytes(panelsPerChunk * 8)),
    64,
  );
  backend.withScratch(scratchBytes * backend.threads, (scratch) => {
    writeEpilogue(backend.params, epilogue).ints(
      across,
      down,
      tiles,
      x.address,
      x.stride,
      x.height,
      x.width,
      x.channels,
      y.address,
      y.stride,
      y.height,
      y.width,
      y.channels,
      padTop,
      padLeft,
      filter,
      perBlock,
      perChunk,
      panelsPerChunk,
      channelBlock,
      scratch,
      scratchBytes,
    );
    backend.run('winogradChunk', Math.ceil(blocks / perChunk) * parts);
  });
};
