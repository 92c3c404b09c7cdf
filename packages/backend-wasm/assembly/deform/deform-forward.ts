// Deformable convolution: a block of output pixels gathers what its taps see, and multiplies it with the filter.

import { ENTRY, gather } from '../shared/deform-samples';
import { gemmRows } from '../shared/gemm-rows';
import { loadLanes, storeLanes } from '../shared/lanes';
import { completeSampling } from './complete-sampling';
import { DeformJob, locateBlock, pictureOf, samplingOf, scratchOf, tapsOf } from './deform-job';

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
  /** One number for each output channel, 0 for none. */
  bias: usize;
  /** Offsets (y, x) of each tap, `[samples, outPixels, 2 * taps]`, and their first row: `sampling` is only learned then. Or 0. */
  matched: usize;
  top: f32;
  /** Where in a thread's memory the sampling of a block then goes. */
  samplingAt: i32;
}

/** The sampling of a block, completed where it is only learned. */
function blockSampling(job: ForwardJob, sample: i32, first: i32, count: i32, scratch: usize): usize {
  const given = samplingOf(job, sample, first);
  if (!job.matched) return given;
  const pixel = <usize>sample * <usize>job.outPixels + <usize>first;
  const matched = job.matched + ((pixel * <usize>(2 * tapsOf(job))) << 2);
  const to = scratch + job.samplingAt;
  completeSampling(given, matched, count, job.groups, tapsOf(job), job.top, to);
  return to;
}

/** Copies a pixel, plus the bias. */
@inline
function storePixel(from: usize, to: usize, channels: i32, bias: usize): void {
  if (!bias) {
    memory.copy(to, from, <usize>channels << 2);
    return;
  }
  for (let c = 0; c < channels; c += 4) {
    const at = <usize>c << 2;
    const lanes = channels - c;
    storeLanes(to + at, f32x4.add(v128.load(from + at), loadLanes(bias + at, lanes)), lanes);
  }
}

function forwardBlock(job: ForwardJob, sample: i32, first: i32, scratch: usize): void {
  const count = min(job.pixelsPerBlock, job.outPixels - first);
  const sampling = blockSampling(job, sample, first, count, scratch);
  locateBlock(job, sampling, first, count, 0, job.groups, pictureOf(job, sample), job.channels, scratch);
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
    storePixel(product + p * mRow, to, job.outChannels, job.bias);
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
