// Gradient of a deformable convolution for its filter: what the taps see, [channels, pixels], times dy, [pixels, out].

import { ENTRY, gather } from '../shared/deform-samples';
import { gemmTileTransposed } from '../shared/gemm-tile-transposed';
import { DeformJob, locateBlock, pictureOf, samplingOf, scratchOf, tapsOf } from './deform-job';

@unmanaged
class FilterGradientJob extends DeformJob {
  /** In panels, `[ceil(outChannels / 8)][dyDepth][8]`; the depth is the pixels of all samples. */
  dy: usize;
  dyDepth: i32;
  /** `[taps][channels][outChannels]`. */
  dFilter: usize;
  /** The channels of a group are cut into parts of this many. */
  partChannels: i32;
  /** Where in a thread's memory the sums lie. */
  sumsAt: i32;
  partsPerChunk: i32;
}

/** A part of a group's channels, all taps, all samples. */
function filterGradientPart(job: FilterGradientJob, part: i32, scratch: usize): void {
  const groupChannels = job.channels / job.groups;
  const partsPerGroup = (groupChannels + job.partChannels - 1) / job.partChannels;
  const group = part / partsPerGroup;
  const inGroup = (part - group * partsPerGroup) * job.partChannels;
  const channels = min(job.partChannels, groupChannels - inGroup);
  const firstChannel = <usize>(group * groupChannels + inGroup);
  const taps = tapsOf(job);
  const rows = taps * channels;
  const wholeRows = ((rows + 5) / 6) * 6;
  const panels = (job.outChannels + 7) >> 3;
  const columns = scratch + job.columnsAt;
  const aStep = <usize>(wholeRows + 4) << 2;
  const sums = scratch + job.sumsAt;
  const cRow = <usize>(panels * 8 + 4) << 2;
  memory.fill(sums, 0, <usize>wholeRows * cRow);
  for (let sample = 0; sample < job.samples; sample++) {
    const picture = pictureOf(job, sample) + (firstChannel << 2);
    for (let first = 0; first < job.outPixels; first += job.pixelsPerBlock) {
      const count = min(job.pixelsPerBlock, job.outPixels - first);
      locateBlock(job, samplingOf(job, sample, first), first, count, group, 1, picture, job.channels, scratch);
      let table = scratch + job.tableAt;
      for (let p: usize = 0; p < <usize>count; p++) {
        gather(table, taps, channels, columns + p * aStep);
        table += <usize>taps * ENTRY;
      }
      const pixel = <usize>sample * <usize>job.outPixels + <usize>first;
      for (let p: usize = 0; p < <usize>panels; p++) {
        const panel = job.dy + ((p * <usize>job.dyDepth + pixel) << 5);
        for (let r: usize = 0; r < <usize>wholeRows; r += 6) {
          gemmTileTransposed(columns + (r << 2), aStep, panel, count, sums + r * cRow + (p << 5), cRow);
        }
      }
    }
  }
  const bytes = <usize>job.outChannels << 2;
  for (let tap: usize = 0; tap < <usize>taps; tap++) {
    let to = job.dFilter + (tap * <usize>job.channels + firstChannel) * bytes;
    for (let c: usize = 0; c < <usize>channels; c++) {
      memory.copy(to, sums + (tap * <usize>channels + c) * cRow, bytes);
      to += bytes;
    }
  }
}

/** One chunk: some parts. */
export function deformFilterGradientChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<FilterGradientJob>(params);
  const scratch = scratchOf(job, thread);
  const groupChannels = job.channels / job.groups;
  memory.fill(scratch + job.blankAt, 0, <usize>groupChannels << 2);
  const partsPerGroup = (groupChannels + job.partChannels - 1) / job.partChannels;
  const start = chunk * job.partsPerChunk;
  const end = min(start + job.partsPerChunk, job.groups * partsPerGroup);
  for (let part = start; part < end; part++) filterGradientPart(job, part, scratch);
}
