// Depthwise convolution: every channel has a filter of its own.

import { biasOf, finish, slopeOf } from '../shared/epilogue';
import { madd } from '../shared/madd';
import { BandJob, endTap, fillBand, firstTap } from './band';

@unmanaged
class DepthwiseJob extends BandJob {
  /** `[filterHeight, filterWidth, 4 * vectors]`. */
  filter: usize;
  /** `[n, outHeight, rowLength]`. */
  y: usize;
}

/** Blocks whose sums are in registers at once. */
const WIDE: i32 = 8;

/** Of vector `v` of the block `block` of a row: how many lanes are stored. */
@inline
function lanesOf(job: DepthwiseJob, v: i32, block: i32): i32 {
  return min(job.blockLength, job.rowLength - block * job.rowStep) - 4 * v;
}

/**
 * One row of the result.
 *
 * @param row of the picture, at which the filter's first row lies. @param band where that row is in the band.
 */
function convolveRow(job: DepthwiseJob, row: i32, band: usize, to: usize): void {
  const first = firstTap(job, row);
  const taps = <usize>max(0, endTap(job, row) - first);
  const tapBytes = <usize>job.tapStep << 2;
  const tapRow = <usize>(job.bandLength * job.dilationHeight) << 2;
  const weightRow = <usize>(job.vectors * job.filterWidth) << 4;
  const bandRow = tapRow * <usize>job.spread;
  const weightsRow = weightRow * <usize>job.spread;
  const start = band + <usize>first * tapRow;
  const weights = job.filter + <usize>first * weightRow;
  const end = weights + taps * weightRow;
  const weightStep = <usize>job.vectors << 4;
  const step = <usize>job.bandStep << 2;
  const rowStep = <usize>job.rowStep << 2;
  const plain = !job.bias && !job.activation && !job.residual;
  // Blocks outermost: what the vectors of a few blocks read stays in the first-level cache.
  let block = 0;
  for (; block + WIDE <= job.blocks; block += WIDE) {
    for (let v = 0; v < job.vectors; v++) {
      const bias = biasOf(job, 4 * v, 4);
      const slope = slopeOf(job, 4 * v, 4);
      const offset = <usize>v << 4;
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      let s4 = f32x4.splat(0);
      let s5 = f32x4.splat(0);
      let s6 = f32x4.splat(0);
      let s7 = f32x4.splat(0);
      let from = start + <usize>block * step + offset;
      for (let line = weights + offset; line < end; line += weightsRow) {
        let a = from;
        let w = line;
        for (let j = 0; j < job.filterWidth; j++) {
          const weight = v128.load(w);
          let b = a;
          s0 = madd(v128.load(b), weight, s0);
          b += step;
          s1 = madd(v128.load(b), weight, s1);
          b += step;
          s2 = madd(v128.load(b), weight, s2);
          b += step;
          s3 = madd(v128.load(b), weight, s3);
          b += step;
          s4 = madd(v128.load(b), weight, s4);
          b += step;
          s5 = madd(v128.load(b), weight, s5);
          b += step;
          s6 = madd(v128.load(b), weight, s6);
          b += step;
          s7 = madd(v128.load(b), weight, s7);
          a += tapBytes;
          w += weightStep;
        }
        from += bandRow;
      }
      let target = to + <usize>block * rowStep + offset;
      // Only the last block of a row may be cut.
      const lanes = min(4, job.blockLength - 4 * v);
      const last = lanesOf(job, v, block + WIDE - 1);
      if (plain && lanes == 4 && last >= 4) {
        v128.store(target, s0);
        target += rowStep;
        v128.store(target, s1);
        target += rowStep;
        v128.store(target, s2);
        target += rowStep;
        v128.store(target, s3);
        target += rowStep;
        v128.store(target, s4);
        target += rowStep;
        v128.store(target, s5);
        target += rowStep;
        v128.store(target, s6);
        target += rowStep;
        v128.store(target, s7);
        continue;
      }
      finish(job, s0, bias, slope, 0, target, lanes);
      target += rowStep;
      finish(job, s1, bias, slope, 0, target, lanes);
      target += rowStep;
      finish(job, s2, bias, slope, 0, target, lanes);
      target += rowStep;
      finish(job, s3, bias, slope, 0, target, lanes);
      target += rowStep;
      finish(job, s4, bias, slope, 0, target, lanes);
      target += rowStep;
      finish(job, s5, bias, slope, 0, target, lanes);
      target += rowStep;
      finish(job, s6, bias, slope, 0, target, lanes);
      target += rowStep;
      if (last > 0) finish(job, s7, bias, slope, 0, target, last);
    }
  }
  for (; block < job.blocks; block++) {
    for (let v = 0; v < job.vectors; v++) {
      const lanes = lanesOf(job, v, block);
      if (lanes <= 0) break;
      const offset = <usize>v << 4;
      let sum = f32x4.splat(0);
      let from = start + <usize>block * step + offset;
      for (let line = weights + offset; line < end; line += weightsRow) {
        let a = from;
        let w = line;
        for (let j = 0; j < job.filterWidth; j++) {
          sum = madd(v128.load(a), v128.load(w), sum);
          a += tapBytes;
          w += weightStep;
        }
        from += bandRow;
      }
      const target = to + <usize>block * rowStep + offset;
      finish(job, sum, biasOf(job, 4 * v, 4), slopeOf(job, 4 * v, 4), 0, target, lanes);
    }
  }
}

/** One chunk: `bandsPerChunk` bands of rows. */
export function depthwiseChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<DepthwiseJob>(params);
  const band = job.scratch + <usize>thread * <usize>job.scratchStride;
  const imageBytes = <usize>(job.height * job.width * (job.channels / job.repeat)) << 2;
  const rowBytes = <usize>job.rowLength << 2;
  const reach = (job.filterHeight - 1) * job.dilationHeight + 1;
  const first = chunk * job.bandsPerChunk;
  const last = min(first + job.bandsPerChunk, job.bands);
  for (let b = first; b < last; b++) {
    const n = b / job.bandsPerImage;
    const start = (b - n * job.bandsPerImage) * job.rowsPerBand;
    const count = min(job.rowsPerBand, job.outHeight - start);
    const top = start * job.strideHeight - job.padTop;
    fillBand(job, job.x + <usize>n * imageBytes, top, (count - 1) * job.strideHeight + reach, band);
    for (let i = 0; i < count; i++) {
      const down = i * job.strideHeight;
      convolveRow(
        job,
        top + down,
        band + (<usize>down * <usize>job.bandLength << 2),
        job.y + <usize>(n * job.outHeight + start + i) * rowBytes,
      );
    }
  }
}
