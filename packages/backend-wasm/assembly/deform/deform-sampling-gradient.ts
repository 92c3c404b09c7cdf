// Gradient of a deformable convolution for offsets and masks: products of the columns' gradient with what the taps see.

import { differentiate, ENTRY } from '../shared/deform-samples';
import { gemmRows } from '../shared/gemm-rows';
import { DeformJob, locateBlock, pictureOf, samplingFloats, samplingOf, scratchOf, tapsOf } from './deform-job';

@unmanaged
class SamplingGradientJob extends DeformJob {
  /** Of `deformFilterChunk`, in one part. */
  filter: usize;
  /** outChannels, rounded up to a multiple of 4. */
  depth: i32;
  /** `[samples, outPixels, depth]`. */
  dy: usize;
  /** As `sampling`. */
  dSampling: usize;
  blocksPerChunk: i32;
  /** Room for six rows of dy. */
  tailAt: i32;
}

function samplingGradientBlock(job: SamplingGradientJob, sample: i32, first: i32, scratch: usize): void {
  const count = min(job.pixelsPerBlock, job.outPixels - first);
  locateBlock(job, samplingOf(job, sample, first), first, count, 0, job.groups, pictureOf(job, sample), job.channels, scratch);
  const taps = tapsOf(job);
  const panels = (taps * job.channels + 7) >> 3;
  const columns = scratch + job.columnsAt;
  const cRow = <usize>(panels * 8 + 4) << 2;
  const dyRow = <usize>job.depth << 2;
  const pixel = <usize>sample * <usize>job.outPixels + <usize>first;
  gemmRows(job.dy + pixel * dyRow, dyRow, count, scratch + job.tailAt, job.filter, panels, job.depth, columns, cRow, job.exact);
  const samplingBytes = <usize>samplingFloats(job) << 2;
  let table = scratch + job.tableAt;
  let to = job.dSampling + pixel * samplingBytes;
  for (let p: usize = 0; p < <usize>count; p++) {
    differentiate(table, 1, taps, job.groups, job.channels / job.groups, columns + p * cRow, to);
    table += <usize>(taps * job.groups) * ENTRY;
    to += samplingBytes;
  }
}

/** One chunk: some blocks of output pixels. */
export function deformSamplingGradientChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<SamplingGradientJob>(params);
  const scratch = scratchOf(job, thread);
  memory.fill(scratch + job.blankAt, 0, <usize>(job.channels / job.groups) << 2);
  const perSample = (job.outPixels + job.pixelsPerBlock - 1) / job.pixelsPerBlock;
  const start = chunk * job.blocksPerChunk;
  const end = min(start + job.blocksPerChunk, job.samples * perSample);
  for (let block = start; block < end; block++) {
    const sample = block / perSample;
    samplingGradientBlock(job, sample, (block - sample * perSample) * job.pixelsPerBlock, scratch);
  }
}
