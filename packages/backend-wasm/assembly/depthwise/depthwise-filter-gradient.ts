// The gradient of a depthwise filter. Every band has sums of its own, which are added in the bands' order afterwards.

import { loadLanes } from '../shared/lanes';
import { madd } from '../shared/madd';
import { BandJob, fillBand, hasRow } from './band';

@unmanaged
class FilterGradientJob extends BandJob {
  /** `[n, outHeight, rowLength]`. */
  dy: usize;
  /** `[bands, filterHeight, filterWidth, 4 * vectors]`. */
  sums: usize;
  /** `[filterHeight, filterWidth, channels]`. */
  gradient: usize;
}

/** Blocks that are gone through for all taps before the next ones: what they read stays in the first-level cache. */
const TILE: i32 = 16;

/** Adds the share of some blocks of a row to the sums of up to four neighbouring taps, `tapBytes` apart in the band. */
@inline
function addTaps(
  job: FilterGradientJob,
  v: i32,
  first: i32,
  last: i32,
  from: usize,
  dy: usize,
  taps: i32,
  sums: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  const tapBytes = <usize>job.tapStep << 2;
  const sumStep = <usize>job.vectors << 4;
  const step = <usize>job.bandStep << 2;
  const rowStep = <usize>job.rowStep << 2;
  const lanes = min(4, job.blockLength - 4 * v);
  // What is left of the row at its last block.
  const lastLanes = min(lanes, job.rowLength - (job.blocks - 1) * job.rowStep - 4 * v);
  from += <usize>first * step;
  dy += <usize>first * rowStep;
  for (let block = first; block < last; block++) {
    const width = block == job.blocks - 1 ? lastLanes : lanes;
    if (width <= 0) break;
    const g = loadLanes(dy, width);
    s0 = madd(v128.load(from), g, s0);
    if (taps > 1) s1 = madd(v128.load(from + tapBytes), g, s1);
    if (taps > 2) s2 = madd(v128.load(from + 2 * tapBytes), g, s2);
    if (taps > 3) s3 = madd(v128.load(from + 3 * tapBytes), g, s3);
    from += step;
    dy += rowStep;
  }
  v128.store(sums, f32x4.add(v128.load(sums), s0));
  if (taps < 2) return;
  sums += sumStep;
  v128.store(sums, f32x4.add(v128.load(sums), s1));
  if (taps < 3) return;
  sums += sumStep;
  v128.store(sums, f32x4.add(v128.load(sums), s2));
  if (taps < 4) return;
  sums += sumStep;
  v128.store(sums, f32x4.add(v128.load(sums), s3));
}

/** One row of the filter: `band` is where its taps lie for the row `dy`. */
function addRow(job: FilterGradientJob, band: usize, dy: usize, sums: usize): void {
  const tapBytes = <usize>job.tapStep << 2;
  const sumStep = <usize>job.vectors << 4;
  for (let first = 0; first < job.blocks; first += TILE) {
    const last = min(first + TILE, job.blocks);
    for (let v = 0; v < job.vectors; v++) {
      const offset = <usize>v << 4;
      const g = dy + offset;
      let from = band + offset;
      let to = sums + offset;
      let left = job.filterWidth;
      for (; left >= 4; left -= 4) {
        addTaps(job, v, first, last, from, g, 4, to);
        from += 4 * tapBytes;
        to += 4 * sumStep;
      }
      if (left == 3) addTaps(job, v, first, last, from, g, 3, to);
      else if (left == 2) addTaps(job, v, first, last, from, g, 2, to);
      else if (left == 1) addTaps(job, v, first, last, from, g, 1, to);
    }
  }
}

/** One chunk: the sums of `bandsPerChunk` bands. */
export function depthwiseFilterSumsChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<FilterGradientJob>(params);
  const band = job.scratch + <usize>thread * <usize>job.scratchStride;
  const imageBytes = <usize>(job.height * job.width * (job.channels / job.repeat)) << 2;
  const bandRow = <usize>job.bandLength << 2;
  const rowBytes = <usize>job.rowLength << 2;
  const sumStep = <usize>job.vectors << 4;
  const sumsBytes = sumStep * <usize>(job.filterHeight * job.filterWidth);
  const reach = (job.filterHeight - 1) * job.dilationHeight + 1;
  const first = chunk * job.bandsPerChunk;
  const last = min(first + job.bandsPerChunk, job.bands);
  for (let b = first; b < last; b++) {
    const n = b / job.bandsPerImage;
    const start = (b - n * job.bandsPerImage) * job.rowsPerBand;
    const count = min(job.rowsPerBand, job.outHeight - start);
    const top = start * job.strideHeight - job.padTop;
    fillBand(job, job.x + <usize>n * imageBytes, top, (count - 1) * job.strideHeight + reach, band);
    const sums = job.sums + <usize>b * sumsBytes;
    memory.fill(sums, 0, sumsBytes);
    for (let i = 0; i < count; i++) {
      const dy = job.dy + <usize>(n * job.outHeight + start + i) * rowBytes;
      for (let k = 0; k < job.filterHeight; k++) {
        const down = i * job.strideHeight + k * job.dilationHeight;
        if (!hasRow(job, top + down)) continue;
        addRow(job, band + <usize>down * bandRow, dy, sums + <usize>(k * job.filterWidth) * sumStep);
      }
    }
  }
}

/** The sums of all bands, in their order, and of the pixels of a block. One chunk is a row of the filter. */
export function depthwiseFilterGradientChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<FilterGradientJob>(params);
  const block = job.vectors * 4;
  const sumsBytes = <usize>(job.filterHeight * job.filterWidth * block) << 2;
  for (let tap = chunk * job.filterWidth; tap < (chunk + 1) * job.filterWidth; tap++) {
    for (let c = 0; c < job.channels; c++) {
      let sum: f64 = 0;
      for (let at = c; at < job.blockLength; at += job.channels) {
        let from = job.sums + (<usize>(tap * block + at) << 2);
        for (let b = 0; b < job.bands; b++) {
          sum += <f64>load<f32>(from);
          from += sumsBytes;
        }
      }
      store<f32>(job.gradient + (<usize>(tap * job.channels + c) << 2), <f32>sum);
    }
  }
}
