// Gradient of a deformable convolution for its picture: the adjoint of the gathering, of the columns' gradient.
//
// Taps of any two pixels may come from the same place, so a chunk has some channels of all pixels to itself. It adds
// them up in a plane of its own: close together, and on no cache line that another thread writes.

import { ENTRY, scatter } from '../shared/deform-samples';
import { gemmRows } from '../shared/gemm-rows';
import { DeformJob, locateBlock, samplingOf, scratchOf, tapsOf } from './deform-job';

@unmanaged
class InputGradientJob extends DeformJob {
  /** Of `deformFilterChunk`. */
  filter: usize;
  /** outChannels, rounded up to a multiple of 4. */
  depth: i32;
  /** `[samples, outPixels, depth]`. */
  dy: usize;
  /** `[samples, height, width, channels]`. */
  dx: usize;
  /** The channels of a group are cut into parts of this many. */
  partChannels: i32;
  /** Where in a thread's memory the plane lies, and room for six rows of dy. */
  planeAt: i32;
  tailAt: i32;
  partsPerChunk: i32;
}

/** A part of a group's channels of one sample. `unit` counts the parts of all samples. */
function inputGradientPart(job: InputGradientJob, unit: i32, scratch: usize): void {
  const groupChannels = job.channels / job.groups;
  const partsPerGroup = (groupChannels + job.partChannels - 1) / job.partChannels;
  const parts = job.groups * partsPerGroup;
  const sample = unit / parts;
  const part = unit - sample * parts;
  const group = part / partsPerGroup;
  const inGroup = (part - group * partsPerGroup) * job.partChannels;
  const channels = min(job.partChannels, groupChannels - inGroup);
  const taps = tapsOf(job);
  const plane = scratch + job.planeAt;
  const pixels = <usize>job.height * <usize>job.width;
  const bytes = <usize>channels << 2;
  memory.fill(plane, 0, pixels * bytes);

  const panels = (taps * job.partChannels + 7) >> 3;
  const filter = job.filter + ((<usize>part * <usize>panels * <usize>job.depth) << 5);
  const columns = scratch + job.columnsAt;
  const cRow = <usize>(panels * 8 + 4) << 2;
  const dyRow = <usize>job.depth << 2;
  const dy = job.dy + <usize>sample * <usize>job.outPixels * dyRow;
  for (let first = 0; first < job.outPixels; first += job.pixelsPerBlock) {
    const count = min(job.pixelsPerBlock, job.outPixels - first);
    locateBlock(job, samplingOf(job, sample, first), first, count, group, 1, plane, channels, scratch);
    gemmRows(dy + <usize>first * dyRow, dyRow, count, scratch + job.tailAt, filter, panels, job.depth, columns, cRow, job.exact);
    let table = scratch + job.tableAt;
    for (let p: usize = 0; p < <usize>count; p++) {
      scatter(table, taps, channels, columns + p * cRow);
      table += <usize>taps * ENTRY;
    }
  }

  const pixelBytes = <usize>job.channels << 2;
  const firstChannel = <usize>(group * groupChannels + inGroup);
  let to = job.dx + <usize>sample * pixels * pixelBytes + (firstChannel << 2);
  for (let p: usize = 0; p < pixels; p++) {
    memory.copy(to, plane + p * bytes, bytes);
    to += pixelBytes;
  }
}

/** One chunk: some parts. */
export function deformInputGradientChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<InputGradientJob>(params);
  const scratch = scratchOf(job, thread);
  const groupChannels = job.channels / job.groups;
  const partsPerGroup = (groupChannels + job.partChannels - 1) / job.partChannels;
  const start = chunk * job.partsPerChunk;
  const end = min(start + job.partsPerChunk, job.samples * job.groups * partsPerGroup);
  for (let unit = start; unit < end; unit++) inputGradientPart(job, unit, scratch);
}
