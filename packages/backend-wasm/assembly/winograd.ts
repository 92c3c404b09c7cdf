// 3x3 convolution with stride 1 by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016), NHWC.
//
// 1. Every 6x6 window of the input, 4 pixels from the next, becomes V = B^T d B: 36 numbers a channel.
// 2. Each of the 36 places is a matrix product over the channels, [tiles, in] x [in, out], with the filter transformed
//    beforehand to U = G w G^T.
// 3. A^T M A gives 4x4 outputs: 36 products where the definition needs 144.
//
// The interpolation points are 0, +-5/8, +-3/2 and infinity. With the usual 0, +-1, +-2 the error is 2.4 times as large;
// all constants that come of these points are exact in float32.

import { gemmTile } from './shared/gemm-tile';
import { activate, LINEAR, PRELU } from './shared/epilogue';
import { madd } from './shared/madd';

const A: f32 = 0.625;
const B: f32 = 1.5;
const A2: f32 = A * A;
const B2: f32 = B * B;
const A3: f32 = A2 * A;
const B3: f32 = B2 * B;
const SUM: f32 = A2 + B2;
const PRODUCT: f32 = A2 * B2;

/** What a convolution's chunks share; the host writes it. Sides and strides in elements. */
@unmanaged
class WinogradJob {
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
  /** 0 for none. */
  bias: usize;
  activation: i32;
  slope: f32;
  slopes: usize;
  /** y = residualScale * conv + residual; 0 for none. */
  residual: usize;
  residualStride: i32;
  residualScale: f32;
  tilesAcross: i32;
  tilesDown: i32;
  /** Of all pictures. */
  tiles: i32;
  /** Tiles of one chunk, a multiple of 6. */
  tilesPerChunk: i32;
  /** Input channels of one pass, a multiple of 4. */
  channelBlock: i32;
  scratch: usize;
  /** In bytes, for each thread. */
  scratchStride: i32;
}

/** The six numbers of one row or column of B^T d, written over the given places. */
@inline
function inputLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + fromStep);
  const d2 = v128.load(from + 2 * fromStep);
  const d3 = v128.load(from + 3 * fromStep);
  const d4 = v128.load(from + 4 * fromStep);
  const d5 = v128.load(from + 5 * fromStep);
  const sum = f32x4.splat(-SUM);
  const product = f32x4.splat(PRODUCT);
  const a2 = f32x4.splat(-A2);
  const b2 = f32x4.splat(-B2);
  const evenA = madd(d2, b2, d4);
  const oddA = f32x4.mul(madd(d1, b2, d3), f32x4.splat(A));
  const evenB = madd(d2, a2, d4);
  const oddB = f32x4.mul(madd(d1, a2, d3), f32x4.splat(B));
  v128.store(to, madd(d0, product, madd(d2, sum, d4)));
  v128.store(to + toStep, f32x4.add(evenA, oddA));
  v128.store(to + 2 * toStep, f32x4.sub(evenA, oddA));
  v128.store(to + 3 * toStep, f32x4.add(evenB, oddB));
  v128.store(to + 4 * toStep, f32x4.sub(evenB, oddB));
  v128.store(to + 5 * toStep, madd(d1, product, madd(d3, sum, d5)));
}

/**
 * V = B^T d B of one tile and `channels` channels.
 *
 * @param window scratch of 36 * 16 bytes. @param v place 0 of the tile; the places are `placeStep` bytes apart.
 */
@inline
function transformInput(
  job: WinogradJob,
  image: usize,
  top: i32,
  left: i32,
  channels: i32,
  window: usize,
  v: usize,
  placeStep: usize,
): void {
  const pixel = <usize>job.xStride << 2;
  const row = pixel * <usize>job.width;
  const inside = top >= 0 && left >= 0 && top + 6 <= job.height && left + 6 <= job.width;
  for (let c = 0; c < channels; c += 4) {
    const offset = <usize>c << 2;
    if (inside) {
      let from = image + <usize>top * row + <usize>left * pixel + offset;
      for (let i = 0; i < 6; i++) {
        inputLine(from, pixel, window + <usize>i * 96, 16);
        from += row;
      }
    } else {
      for (let i = 0; i < 6; i++) {
        const y = top + i;
        const line = window + <usize>i * 96;
        for (let j = 0; j < 6; j++) {
          const x = left + j;
          const seen = y >= 0 && y < job.height && x >= 0 && x < job.width;
          v128.store(
            line + (<usize>j << 4),
            seen ? v128.load(image + <usize>y * row + <usize>x * pixel + offset) : f32x4.splat(0),
          );
        }
        inputLine(line, 16, line, 16);
      }
    }
    for (let j = 0; j < 6; j++) {
      inputLine(window + (<usize>j << 4), 96, v + offset + <usize>j * placeStep, 6 * placeStep);
    }
  }
}

/** Four outputs of a line of six: A^T m. */
@inline
function outputLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from);
  const m1 = v128.load(from + fromStep);
  const m2 = v128.load(from + 2 * fromStep);
  const m3 = v128.load(from + 3 * fromStep);
  const m4 = v128.load(from + 4 * fromStep);
  const m5 = v128.load(from + 5 * fromStep);
  const sumA = f32x4.add(m1, m2);
  const sumB = f32x4.add(m3, m4);
  const differenceA = f32x4.sub(m1, m2);
  const differenceB = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(m0, f32x4.add(sumA, sumB)));
  v128.store(to + toStep, madd(differenceA, f32x4.splat(A), f32x4.mul(differenceB, f32x4.splat(B))));
  v128.store(to + 2 * toStep, madd(sumA, f32x4.splat(A2), f32x4.mul(sumB, f32x4.splat(B2))));
  v128.store(
    to + 3 * toStep,
    f32x4.add(m5, madd(differenceA, f32x4.splat(A3), f32x4.mul(differenceB, f32x4.splat(B3)))),
  );
}

/** Stores the first `lanes` of a vector. */
@inline
function storeLanes(to: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(to, value);
    return;
  }
  v128.store_lane<f32>(to, value, 0);
  if (lanes > 1) v128.store_lane<f32>(to, value, 1, 4);
  if (lanes > 2) v128.store_lane<f32>(to, value, 2, 8);
}

/** Loads the first `lanes` floats; the others are 0. */
@inline
function loadLanes(from: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(from);
  let value = v128.load32_zero(from);
  if (lanes > 1) value = v128.load_lane<f32>(from, value, 1, 4);
  if (lanes > 2) value = v128.load_lane<f32>(from, value, 2, 8);
  return value;
}

/** Y = A^T M A of one tile with bias, activation and residual; clipped at the picture's border. */
@inline
function transformOutput(job: WinogradJob, n: i32, top: i32, left: i32, window: usize, m: usize, placeStep: usize): void {
  const rows = min(4, job.outHeight - top);
  const columns = min(4, job.outWidth - left);
  const origin = (n * job.outHeight + top) * job.outWidth + left;
  const pixel = <usize>job.yStride << 2;
  const residualPixel = <usize>job.residualStride << 2;
  const scale = f32x4.splat(job.residualScale);
  for (let c = 0; c < job.outChannels; c += 4) {
    const offset = <usize>c << 2;
    const lanes = job.outChannels - c;
    for (let i = 0; i < 6; i++) {
      outputLine(m + offset + <usize>(6 * i) * placeStep, placeStep, window + (<usize>i << 4), 96);
    }
    const bias = job.bias ? loadLanes(job.bias + offset, lanes) : f32x4.splat(0);
    const slope = job.activation == PRELU ? loadLanes(job.slopes + offset, lanes) : f32x4.splat(job.slope);
    for (let j = 0; j < columns; j++) outputLine(window + <usize>j * 96, 16, window + <usize>j * 96, 16);
    for (let i = 0; i < rows; i++) {
      const place = origin + i * job.outWidth;
      let to = job.y + <usize>place * pixel + offset;
      let residual = job.residual + <usize>place * residualPixel + offset;
      let from = window + (<usize>i << 4);
      for (let j = 0; j < columns; j++) {
        let value = f32x4.add(v128.load(from), bias);
        if (job.activation != LINEAR) value = activate(value, job.activation, slope);
        if (job.residual) value = madd(value, scale, loadLanes(residual, lanes));
        storeLanes(to, value, lanes);
        from += 96;
        to += pixel;
        residual += residualPixel;
      }
    }
  }
}

/** Bytes of the small window at the front of a thread's scratch. */
const WINDOW: usize = 1024;

/** One chunk of a convolution: `tilesPerChunk` tiles, all channels. */
export function winogradChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<WinogradJob>(params);
  const first = chunk * job.tilesPerChunk;
  const count = min(job.tilesPerChunk, job.tiles - first);
  const rows = (count + 5) / 6 * 6;
  const panels = (job.outChannels + 7) >> 3;
  const window = job.scratch + <usize>thread * <usize>job.scratchStride;
  // Rows and places are kept from being multiples of 4 KiB apart, where they would evict each other from the cache.
  const vRow = <usize>(job.channelBlock + 4) << 2;
  const vPlace = <usize>job.tilesPerChunk * vRow + 64;
  const mRow = <usize>(panels * 8 + 4) << 2;
  const mPlace = <usize>job.tilesPerChunk * mRow + 64;
  const v = window + WINDOW;
  const m = v + 36 * vPlace;
  const perImage = job.tilesAcross * job.tilesDown;
  const imageBytes = <usize>job.height * <usize>job.width * (<usize>job.xStride << 2);
  const filterPanel = <usize>job.inChannels << 5;
  for (let block = 0; block < job.inChannels; block += job.channelBlock) {
    const channels = min(job.channelBlock, job.inChannels - block);
    for (let t = 0; t < count; t++) {
      const tile = first + t;
      const n = tile / perImage;
      const place = tile - n * perImage;
      const down = place / job.tilesAcross;
      const across = place - down * job.tilesAcross;
      transformInput(
        job,
        job.x + <usize>n * imageBytes + (<usize>block << 2),
        4 * down - job.padTop,
        4 * across - job.padLeft,
        channels,
        window,
        v + <usize>t * vRow,
        vPlace,
      );
    }
    for (let place: usize = 0; place < 36; place++) {
      const filter = job.filter + place * <usize>panels * filterPanel + (<usize>block << 5);
      for (let p = 0; p < panels; p++) {
        const panel = filter + <usize>p * filterPanel;
        for (let r = 0; r < rows; r += 6) {
          gemmTile(
            v + place * vPlace + <usize>r * vRow,
            vRow,
            panel,
            channels,
            m + place * mPlace + <usize>r * mRow + (<usize>p << 5),
            mRow,
            block > 0,
          );
        }
      }
    }
  }
  for (let t = 0; t < count; t++) {
    const tile = first + t;
    const n = tile / perImage;
    const place = tile - n * perImage;
    const down = place / job.tilesAcross;
    const across = place - down * job.tilesAcross;
    transformOutput(job, n, 4 * down, 4 * across, window, m + <usize>t * mRow, mPlace);
  }
}

/** How a filter is transformed; the host writes it. */
@unmanaged
class FilterJob {
  /** `[3][3][filterIn][filterOut]`. */
  filter: usize;
  filterIn: i32;
  filterOut: i32;
  /** `[36][ceil(out / 8)][inChannels][8]`. */
  target: usize;
  /** Rounded up to a multiple of 4. */
  inChannels: i32;
  outChannels: i32;
  /** 1: turned by 180 degrees, with in and out exchanged, as the gradient of the input needs it. */
  backward: i32;
}

/** 1 / prod(p_i - p_j) over the finite points. */
const N0: f64 = 1 / (0.625 * 0.625 * 1.5 * 1.5);
const NA: f64 = 1 / (2 * 0.625 * 0.625 * (0.625 * 0.625 - 1.5 * 1.5));
const NB: f64 = 1 / (2 * 1.5 * 1.5 * (1.5 * 1.5 - 0.625 * 0.625));

/** Row i of G applied to three numbers. */
@inline
function filterPoint(i: i32, w0: f64, w1: f64, w2: f64): f64 {
  if (i == 0) return w0 * N0;
  if (i == 1) return (w0 + <f64>A * w1 + <f64>A2 * w2) * NA;
  if (i == 2) return (w0 - <f64>A * w1 + <f64>A2 * w2) * NA;
  if (i == 3) return (w0 + <f64>B * w1 + <f64>B2 * w2) * NB;
  if (i == 4) return (w0 - <f64>B * w1 + <f64>B2 * w2) * NB;
  return w2;
}

/** One chunk of a filter's transform: the panel of 8 output channels number `chunk`. Computed in double precision. */
export function winogradFilterChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<FilterJob>(params);
  const panels = (job.outChannels + 7) >> 3;
  const placeStep = <usize>panels * (<usize>job.inChannels << 5);
  const panel = job.target + <usize>chunk * (<usize>job.inChannels << 5);
  const step = <usize>job.filterIn * <usize>job.filterOut;
  for (let c = 0; c < job.inChannels; c++) {
    for (let lane = 0; lane < 8; lane++) {
      const o = chunk * 8 + lane;
      const to = panel + (<usize>c << 5) + (<usize>lane << 2);
      if (c >= (job.backward ? job.filterOut : job.filterIn) || o >= job.outChannels) {
        for (let place: usize = 0; place < 36; place++) store<f32>(to + place * placeStep, 0);
        continue;
      }
      const at = job.backward ? o * job.filterOut + c : c * job.filterOut + o;
      let w = job.filter + (<usize>at << 2);
      const forward = !job.backward;
      const w0 = <f64>load<f32>(w + (forward ? 0 : 8) * step * 4);
      const w1 = <f64>load<f32>(w + (forward ? 1 : 7) * step * 4);
      const w2 = <f64>load<f32>(w + (forward ? 2 : 6) * step * 4);
      const w3 = <f64>load<f32>(w + (forward ? 3 : 5) * step * 4);
      const w4 = <f64>load<f32>(w + 4 * step * 4);
      const w5 = <f64>load<f32>(w + (forward ? 5 : 3) * step * 4);
      const w6 = <f64>load<f32>(w + (forward ? 6 : 2) * step * 4);
      const w7 = <f64>load<f32>(w + (forward ? 7 : 1) * step * 4);
      const w8 = <f64>load<f32>(w + (forward ? 8 : 0) * step * 4);
      for (let i = 0; i < 6; i++) {
        const g0 = filterPoint(i, w0, w3, w6);
        const g1 = filterPoint(i, w1, w4, w7);
        const g2 = filterPoint(i, w2, w5, w8);
        const row = to + <usize>(6 * i) * placeStep;
        for (let j = 0; j < 6; j++) {
          store<f32>(row + <usize>j * placeStep, <f32>filterPoint(j, g0, g1, g2));
        }
      }
    }
  }
}
