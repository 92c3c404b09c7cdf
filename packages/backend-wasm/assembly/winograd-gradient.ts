// Gradient of the filter of a 3x3 convolution with stride 1 (or with its output's gradient dY and input x exchanged for
// anything of the same form), by Winograd's F(4x4, 3x3) read backwards: dW = G^T [sum over tiles of (B^T x B)(A dY A^T)] G.
//
// 1. `winogradOutputGradientChunk` makes D = A dY A^T of every tile, in panels as the products read them.
// 2. `winogradFilterGradientChunk` takes some input channels: B^T x B of some tiles, then at each of the 36 places the
//    product [channels, tiles] x [tiles, out], added up over all tiles; in the end G^T (...) G.
//
// Sums over tiles are made block by block in a fixed order, whatever the number of threads.

import { gemmTileTransposed } from './shared/gemm-tile-transposed';
import { loadLanes, storeLanes } from './shared/lanes';
import { leftOf, pictureOf, TileGrid, topOf } from './shared/tile-grid';
import { transformInput } from './shared/winograd-input';
import { filterGradientLine, gradientLine } from './shared/winograd-lines';

/** What both kernels share; the host writes it. */
@unmanaged
class GradientJob extends TileGrid {
  x: usize;
  xStride: i32;
  height: i32;
  width: i32;
  /** A multiple of 4. */
  inChannels: i32;
  /** `[n, outHeight, outWidth, outChannels]`. */
  dy: usize;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  padTop: i32;
  padLeft: i32;
  /** D, `[tile blocks][36][ceil(out / 8)][tilesPerBlock][8]`. */
  transformed: usize;
  tilesPerBlock: i32;
  /** Input channels of one chunk, a multiple of 12. */
  channelsPerChunk: i32;
  /** The result, `[3][3][dwIn][out]`; `dwIn` may be less than the padded `inChannels`. */
  dw: usize;
  dwIn: i32;
  scratch: usize;
  scratchStride: i32;
}

const WINDOW: usize = 1024;

/** One chunk: D of one block of tiles. */
export function winogradOutputGradientChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<GradientJob>(params);
  const scratch = job.scratch + <usize>thread * <usize>job.scratchStride;
  const panels = (job.outChannels + 7) >> 3;
  const panelBytes = <usize>job.tilesPerBlock << 5;
  const placeStep = <usize>panels * panelBytes;
  const block = job.transformed + <usize>chunk * 36 * placeStep;
  const first = chunk * job.tilesPerBlock;
  const count = min(job.tilesPerBlock, job.count - first);
  const pixel = <usize>job.outChannels << 2;
  for (let t = 0; t < count; t++) {
    const tile = first + t;
    const top = topOf(job, tile);
    const left = leftOf(job, tile);
    const picture = <usize>pictureOf(job, tile) * <usize>job.outHeight;
    for (let c = 0; c < panels * 8; c += 4) {
      const lanes = job.outChannels - c;
      for (let i = 0; i < 4; i++) {
        const y = top + i;
        for (let j = 0; j < 4; j++) {
          const x = left + j;
          const seen = y < job.outHeight && x < job.outWidth && lanes > 0;
          const from = job.dy + ((picture + <usize>y) * <usize>job.outWidth + <usize>x) * pixel + (<usize>c << 2);
          v128.store(scratch + (<usize>(i * 6 + j) << 4), seen ? loadLanes(from, lanes) : f32x4.splat(0));
        }
        gradientLine(scratch + <usize>i * 96, 16, scratch + <usize>i * 96, 16);
      }
      const to = block + <usize>(c >> 3) * panelBytes + (<usize>t << 5) + (<usize>(c & 4) << 2);
      for (let j: usize = 0; j < 6; j++) {
        gradientLine(scratch + (j << 4), 96, to + j * placeStep, 6 * placeStep);
      }
    }
  }
}

/** One chunk: dW of some input channels. */
export function winogradFilterGradientChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<GradientJob>(params);
  const window = job.scratch + <usize>thread * <usize>job.scratchStride;
  const panels = (job.outChannels + 7) >> 3;
  const firstChannel = chunk * job.channelsPerChunk;
  const channels = min(job.channelsPerChunk, job.inChannels - firstChannel);
  const rows = ((channels + 5) / 6) * 6;
  const vStep = <usize>(job.channelsPerChunk + 4) << 2;
  const vPlace = <usize>job.tilesPerBlock * vStep + 64;
  const mRow = <usize>(panels * 8 + 4) << 2;
  const mPlace = <usize>job.channelsPerChunk * mRow + 64;
  const v = window + WINDOW;
  const m = v + 36 * vPlace;
  memory.fill(m, 0, 36 * mPlace);
  const pixel = <usize>job.xStride << 2;
  const imageBytes = <usize>job.height * <usize>job.width * pixel;
  const panelBytes = <usize>job.tilesPerBlock << 5;
  const placeStep = <usize>panels * panelBytes;
  let d = job.transformed;
  for (let first = 0; first < job.count; first += job.tilesPerBlock) {
    const count = min(job.tilesPerBlock, job.count - first);
    for (let t = 0; t < count; t++) {
      const tile = first + t;
      transformInput(
        job.x + <usize>pictureOf(job, tile) * imageBytes + (<usize>firstChannel << 2),
        pixel,
        job.height,
        job.width,
        topOf(job, tile) - job.padTop,
        leftOf(job, tile) - job.padLeft,
        channels,
        window,
        v + <usize>t * vStep,
        vPlace,
      );
    }
    for (let place: usize = 0; place < 36; place++) {
      for (let p: usize = 0; p < <usize>panels; p++) {
        const panel = d + place * placeStep + p * panelBytes;
        for (let r: usize = 0; r < <usize>rows; r += 6) {
          gemmTileTransposed(
            v + place * vPlace + (r << 2),
            vStep,
            panel,
            count,
            m + place * mPlace + r * mRow + (p << 5),
            mRow,
          );
        }
      }
    }
    d += 36 * placeStep;
  }
  const weightStep = <usize>job.dwIn * <usize>job.outChannels * 4;
  const known = min(channels, job.dwIn - firstChannel);
  for (let r = 0; r < known; r++) {
    for (let c = 0; c < job.outChannels; c += 4) {
      const from = m + <usize>r * mRow + (<usize>c << 2);
      for (let i: usize = 0; i < 6; i++) {
        filterGradientLine(from + 6 * i * mPlace, mPlace, window + i * 48, 16);
      }
      for (let j: usize = 0; j < 3; j++) filterGradientLine(window + (j << 4), 48, window + (j << 4), 48);
      const at = <usize>(firstChannel + r) * <usize>job.outChannels + <usize>c;
      for (let i: usize = 0; i < 9; i++) {
        storeLanes(job.dw + i * weightStep + (at << 2), v128.load(window + (i << 4)), job.outChannels - c);
      }
    }
  }
}
