// 3x3 convolution with stride 1 by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016), NHWC.
//
// 1. Every 6x6 window of the input, 4 pixels from the next, becomes V = B^T d B: 36 numbers a channel.
// 2. Each of the 36 places is a matrix product over the channels, [tiles, in] x [in, out], with the filter transformed
//    beforehand to U = G w G^T.
// 3. A^T M A gives 4x4 outputs: 36 products where the definition needs 144.

import { biasOf, Epilogue, finish, slopeOf } from './shared/epilogue';
import { gemmTile } from './shared/gemm-tile';
import { leftOf, pictureOf, TileGrid, topOf } from './shared/tile-grid';
import { transformInput } from './shared/winograd-input';
import { outputLine } from './shared/winograd-lines';

/** What a convolution's chunks share; the host writes it. Sides and strides in elements. */
@unmanaged
class WinogradJob extends Epilogue {
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
  blocksPerChunk: i32;
  /** Panels of 8 output channels of one chunk. */
  panelsPerChunk: i32;
  /** Input channels of one pass, a multiple of 4. */
  channelBlock: i32;
  scratch: usize;
  /** In bytes, for each thread. */
  scratchStride: i32;
}

/** Bytes of the small window at the front of a thread's scratch. */
const WINDOW: usize = 1024;

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
  const origin = (n * job.outHeight + top) * job.outWidth + left;
  const pixel = <usize>job.yStride << 2;
  const residualPixel = <usize>job.residualStride << 2;
  for (let c = first; c < end; c += 4) {
    const lanes = end - c;
    const from = m + (<usize>(c - first) << 2);
    for (let i: usize = 0; i < 6; i++) outputLine(from + 6 * i * placeStep, placeStep, window + (i << 4), 96);
    for (let j: usize = 0; j < <usize>columns; j++) outputLine(window + j * 96, 16, window + j * 96, 16);
    const bias = biasOf(job, c, lanes);
    const slope = slopeOf(job, c, lanes);
    for (let i = 0; i < rows; i++) {
      const place = <usize>(origin + i * job.outWidth);
      let to = job.y + place * pixel + (<usize>c << 2);
      let residual = job.residual + place * residualPixel + (<usize>c << 2);
      let value = window + (<usize>i << 4);
      for (let j = 0; j < columns; j++) {
        finish(job, v128.load(value), bias, slope, residual, to, lanes);
        value += 96;
        to += pixel;
        residual += residualPixel;
      }
    }
  }
}

/** Some tiles, some output channels. */
function winogradBlock(job: WinogradJob, grid: TileGrid, first: i32, firstPanel: i32, thread: i32): void {
  const panels = (job.outChannels + 7) >> 3;
  const panelCount = min(job.panelsPerChunk, panels - firstPanel);
  const count = min(job.tilesPerBlock, grid.count - first);
  const rows = ((count + 5) / 6) * 6;
  const window = job.scratch + <usize>thread * <usize>job.scratchStride;
  // Rows and places are kept from being multiples of 4 KiB apart, where they would evict each other from the cache.
  const vRow = <usize>(job.channelBlock + 4) << 2;
  const vPlace = <usize>job.tilesPerBlock * vRow + 64;
  const mRow = <usize>(job.panelsPerChunk * 8 + 4) << 2;
  const mPlace = <usize>job.tilesPerBlock * mRow + 64;
  const v = window + WINDOW;
  const m = v + 36 * vPlace;
  const pixel = <usize>job.xStride << 2;
  const imageBytes = <usize>job.height * <usize>job.width * pixel;
  const filterPanel = <usize>job.inChannels << 5;
  for (let block = 0; block < job.inChannels; block += job.channelBlock) {
    const channels = min(job.channelBlock, job.inChannels - block);
    for (let t = 0; t < count; t++) {
      const tile = first + t;
      transformInput(
        job.x + <usize>pictureOf(grid, tile) * imageBytes + (<usize>block << 2),
        pixel,
        job.height,
        job.width,
        topOf(grid, tile) - job.padTop,
        leftOf(grid, tile) - job.padLeft,
        channels,
        window,
        v + <usize>t * vRow,
        vPlace,
      );
    }
    for (let place: usize = 0; place < 36; place++) {
      const filter = job.filter + (place * <usize>panels + <usize>firstPanel) * filterPanel + (<usize>block << 5);
      for (let p: usize = 0; p < <usize>panelCount; p++) {
        for (let r: usize = 0; r < <usize>rows; r += 6) {
          gemmTile(
            v + place * vPlace + r * vRow,
            vRow,
            filter + p * filterPanel,
            channels,
            m + place * mPlace + r * mRow + (p << 5),
            mRow,
            block > 0,
          );
        }
      }
    }
  }
  const firstChannel = firstPanel * 8;
  const end = min(job.outChannels, (firstPanel + panelCount) * 8);
  for (let t = 0; t < count; t++) {
    const tile = first + t;
    transformOutput(
      job,
      pictureOf(grid, tile),
      topOf(grid, tile),
      leftOf(grid, tile),
      firstChannel,
      end,
      window,
      m + <usize>t * mRow,
      mPlace,
    );
  }
}

/** One chunk of a convolution: some blocks of tiles, some output channels. */
export function winogradChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<WinogradJob>(params);
  const grid = changetype<TileGrid>(params + offsetof<WinogradJob>('across'));
  const panels = (job.outChannels + 7) >> 3;
  const parts = (panels + job.panelsPerChunk - 1) / job.panelsPerChunk;
  const tiles = job.tilesPerBlock * job.blocksPerChunk;
  const start = (chunk / parts) * tiles;
  const end = min(start + tiles, grid.count);
  for (let first = start; first < end; first += job.tilesPerBlock) {
    winogradBlock(job, grid, first, (chunk % parts) * job.panelsPerChunk, thread);
  }
}
