// The stages of a 3x3 convolution with stride 1 by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016), NHWC.
//
// 1. Every 6x6 window of the input, 4 pixels from the next, becomes V = B^T d B: 36 numbers a channel.
// 2. Each of the 36 places is a matrix product over the channels, [tiles, in] x [in, out], with the filter transformed
//    beforehand to U = G w G^T.
// 3. A^T M A gives 4x4 outputs: 36 products where the definition needs 144.

import { biasOf, Epilogue, finish, slopeOf } from './epilogue';
import { gemmTile } from './gemm-tile';
import { leftOf, pictureOf, TileGrid, topOf } from './tile-grid';
import { transformInput } from './winograd-input';
import { output0, output1, output2, output3, outputLine } from './winograd-lines';

/** What a convolution's chunks share; the host writes it. Sides and strides in elements. */
@unmanaged
export class WinogradJob extends Epilogue {
  /** The grid of tiles: a `TileGrid` in place. */
  across: i32;
  down: i32;
  count: i32;
  /** `[n, height, width]` pixels of `xStride` floats. */
  x: usize;
  xStride: i32;
  height: i32;
  width: i32;
  /** A multiple of 4. */
  inChannels: i32;
  y: usize;
  yStride: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  padTop: i32;
  padLeft: i32;
  /** The transformed filter, `[36][ceil(out / 8)][in][8]`. */
  filter: usize;
  /** Tiles that are in work at once, a multiple of 6. */
  tilesPerBlock: i32;
  /** Tiles of each of the first `wholeChunks` chunks, a multiple of 6; of each further one, likewise. */
  tilesPerChunk: i32;
  wholeChunks: i32;
  tilesPerLastChunk: i32;
  /** Panels of 8 output channels that are in work at once. */
  panelsPerPart: i32;
  scratch: usize;
  /** In bytes, for each thread. */
  scratchStride: i32;
}

/** Bytes of the small window at the front of a thread's scratch. */
export const WINDOW: usize = 1024;
/** Rows and places are kept from being multiples of 4 KiB apart, where they would evict each other from the cache. */
export const ROW_PADDING: i32 = 4;
export const PLACE_PADDING: usize = 64;

@inline
export function gridOf(job: WinogradJob): TileGrid {
  return changetype<TileGrid>(changetype<usize>(job) + offsetof<WinogradJob>('across'));
}

/** First tile of a chunk. */
@inline
export function firstTile(job: WinogradJob, chunk: i32): i32 {
  return (
    min(chunk, job.wholeChunks) * job.tilesPerChunk + max(chunk - job.wholeChunks, 0) * job.tilesPerLastChunk
  );
}

@inline
export function wholeRows(tiles: i32): i32 {
  return ((tiles + 5) / 6) * 6;
}

/** Stage 1: channels `first` to `first + channels` of the picture, of some tiles. */
export function transformTiles(
  job: WinogradJob,
  tile: i32,
  count: i32,
  firstChannel: i32,
  channels: i32,
  window: usize,
  v: usize,
  vRow: usize,
  vPlace: usize,
): void {
  const grid = gridOf(job);
  const pixel = <usize>job.xStride << 2;
  const imageBytes = <usize>job.height * <usize>job.width * pixel;
  for (const end = tile + count; tile < end; tile++) {
    transformInput(
      job.x + <usize>pictureOf(grid, tile) * imageBytes + (<usize>firstChannel << 2),
      pixel,
      job.height,
      job.width,
      topOf(grid, tile) - job.padTop,
      leftOf(grid, tile) - job.padLeft,
      channels,
      window,
      v,
      vPlace,
    );
    v += vRow;
  }
}

/**
 * Stage 2: M (+)= V U at each of the 36 places, of some tiles and some output channels.
 *
 * @param filter at the first panel and the first channel. @param filterPlace bytes from place to place.
 * @param filterPanel bytes from panel to panel.
 */
export function multiplyPlaces(
  v: usize,
  vRow: usize,
  vPlace: usize,
  rows: i32,
  channels: i32,
  filter: usize,
  filterPlace: usize,
  filterPanel: usize,
  panels: i32,
  m: usize,
  mRow: usize,
  mPlace: usize,
  accumulate: bool,
): void {
  for (let place = 0; place < 36; place++) {
    for (let r: usize = 0; r < <usize>rows; r += 6) {
      for (let p: usize = 0; p < <usize>panels; p++) {
        gemmTile(v + r * vRow, vRow, filter + p * filterPanel, channels, m + r * mRow + (p << 5), mRow, accumulate);
      }
    }
    v += vPlace;
    m += mPlace;
    filter += filterPlace;
  }
}

/** Four channels of a finished 4x4 tile that lies within the picture, `line` and `residualLine` bytes from row to row. */
@inline
function finishColumn(
  job: WinogradJob,
  window: usize,
  bias: v128,
  slope: v128,
  residual: usize,
  residualLine: usize,
  to: usize,
  line: usize,
): void {
  const m0 = v128.load(window);
  const m1 = v128.load(window, 16);
  const m2 = v128.load(window, 32);
  const m3 = v128.load(window, 48);
  const m4 = v128.load(window, 64);
  const m5 = v128.load(window, 80);
  const sumA = f32x4.add(m1, m2);
  const sumB = f32x4.add(m3, m4);
  const differenceA = f32x4.sub(m1, m2);
  const differenceB = f32x4.sub(m3, m4);
  finish(job, output0(m0, sumA, sumB), bias, slope, residual, to, 4);
  finish(job, output1(differenceA, differenceB), bias, slope, residual + residualLine, to + line, 4);
  finish(job, output2(sumA, sumB), bias, slope, residual + 2 * residualLine, to + 2 * line, 4);
  finish(job, output3(m5, differenceA, differenceB), bias, slope, residual + 3 * residualLine, to + 3 * line, 4);
}

/** Y = A^T M A of one tile, finished; clipped at the picture's border. `m` begins with output channel `first`. */
function transformOutput(
  job: WinogradJob,
  n: i32,
  top: i32,
  left: i32,
  first: i32,
  end: i32,
  window: usize,
  m: usize,
  placeStep: usize,
): void {
  const rows = min(4, job.outHeight - top);
  const columns = min(4, job.outWidth - left);
  const origin = <usize>((n * job.outHeight + top) * job.outWidth + left);
  const pixel = <usize>job.yStride << 2;
  const line = <usize>job.outWidth * pixel;
  const residualPixel = <usize>job.residualStride << 2;
  const residualLine = <usize>job.outWidth * residualPixel;
  const whole = rows == 4 && columns == 4;
  for (let c = first; c < end; c += 4) {
    const lanes = end - c;
    const from = m + (<usize>(c - first) << 2);
    outputLine(from, placeStep, window, 96);
    outputLine(from + 6 * placeStep, placeStep, window + 16, 96);
    outputLine(from + 12 * placeStep, placeStep, window + 32, 96);
    outputLine(from + 18 * placeStep, placeStep, window + 48, 96);
    outputLine(from + 24 * placeStep, placeStep, window + 64, 96);
    outputLine(from + 30 * placeStep, placeStep, window + 80, 96);
    const bias = biasOf(job, c, lanes);
    const slope = slopeOf(job, c, lanes);
    let to = job.y + origin * pixel + (<usize>c << 2);
    let residual = job.residual + origin * residualPixel + (<usize>c << 2);
    if (whole && lanes >= 4) {
      for (let j: usize = 0; j < 4; j++) {
        finishColumn(job, window + j * 96, bias, slope, residual, residualLine, to, line);
        to += pixel;
        residual += residualPixel;
      }
      continue;
    }
    for (let j = 0; j < columns; j++) {
      const column = window + <usize>j * 96;
      outputLine(column, 16, column, 16);
      for (let i: usize = 0; i < <usize>rows; i++) {
        finish(job, v128.load(column + (i << 4)), bias, slope, residual + i * residualLine, to + i * line, lanes);
      }
      to += pixel;
      residual += residualPixel;
    }
  }
}

/** Stage 3: the outputs `first` to `end` of some tiles. */
export function transformOutputs(
  job: WinogradJob,
  tile: i32,
  count: i32,
  first: i32,
  end: i32,
  window: usize,
  m: usize,
  mRow: usize,
  mPlace: usize,
): void {
  const grid = gridOf(job);
  for (const last = tile + count; tile < last; tile++) {
    transformOutput(job, pictureOf(grid, tile), topOf(grid, tile), leftOf(grid, tile), first, end, window, m, mPlace);
    m += mRow;
  }
}
