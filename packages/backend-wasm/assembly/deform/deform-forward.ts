// Deformable convolution: a block of output pixels gathers what its taps see, and multiplies it with the filter.

import { ENTRY, gather } from '../shared/deform-samples';
import { gemmRows } from '../shared/gemm-rows';
import { DeformJob, locateBlock, pictureOf, scratchOf, tapsOf } from './deform-job';

@unmanaged
class ForwardJob extends DeformJob {
  /** Packed, `[ceil(outChannels / 8)][depth][8]`; depth is taps times channels, rounded up to a multiple of 4. */
  filter: usize;
  depth: i32;
  /** `[samples, outPixels, outChannels]`. */
  y: usize;
  blocksPerChunk: i32;
  /** Where in a thread's memory the product goes. */
  productAt: i32;
}

function forwardBlock(job: ForwardJob, sample: i32, first: i32, scratch: usize): void {
  const count = min(job.pixelsPerBlock, job.outPixels - first);
  locateBlock(job, sample, first, count, 0, job.groups, pictureOf(job, sample), job.channels, scratch);
  const entries = tapsOf(job) * job.groups;
  const columns = scratch + job.columnsAt;
  const aRow = <usize>(job.depth + 4) << 2;
  const filled = <usize>(tapsOf(job) * job.channels) << 2;
  let table = scratch + job.tableAt;
  for (let p: usize = 0; p < <usize>count; p++) {
    const row = columns + p * aRow;
    gather(table, entries, job.channels / job.groups, row);
    memory.fill(row + filled, 0, (<usize>job.depth << 2) - filled);
    table += <usize>entries * ENTRY;
  }
  const panels = (job.outChannels + 7) >> 3;
  const product = scratch + job.productAt;
  const mRow = <usize>(panels * 8 + 4) << 2;
  gemmRows(columns, aRow, count, 0, job.filter, panels, job.depth, product, mRow, job.exact);
  const bytes = <usize>job.outChannels << 2;
  let to = job.y + (<usize>sample * <usize>job.outPixels + <usize>first) * bytes;
  for (let p: usize = 0; p < <usize>count; p++) {
    memory.copy(to, product + p * mRow, bytes);
    to += bytes;
  }
}

/** One chunk: some blocks of output pixels. */
export function deformForwardChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ForwardJob>(params);
  const scratch = scratchOf(job, thread);
  memory.fill(scratch + job.blankAt, 0, <usize>(job.channels / job.groups) << 2);
  const perSample = (job.outPixels + job.pixelsPerBlock - 1) / job.pixelsPerBlock;
  const start = chunk * job.blocksPerChunk;
  const end = min(start + job.blocksPerChunk, job.samples * perSample);
  for (let block = start; block < end; block++) {
    const sample = block / perSample;
    forwardBlock(job, sample, (block - sample * perSample) * job.pixelsPerBlock, scratch);
  }
}
