// Depthwise convolutions read a band: rows of the picture with their border, copied to where a thread has them at hand.
//
// In it, `vectors` times 4 neighbouring floats and their filter taps make a block. Where the channels fill vectors, or
// pixels are skipped, a block is a pixel; otherwise it is as many pixels as fill whole vectors (3 channels: 4 pixels are
// 3 vectors), and the filter is repeated to that length.

import { copyWords } from '../shared/copy-words';
import { Epilogue } from '../shared/epilogue';

/** What the chunks share; the host writes it. Steps and lengths in floats. */
@unmanaged
export class BandJob extends Epilogue {
  /** `[n, height, width, channels / repeat]`. */
  x: usize;
  height: i32;
  width: i32;
  /** Of the band: every channel of `x` comes `repeat` times. */
  channels: i32;
  repeat: i32;
  /** 1, or the stride of a convolution whose gradient this is: there are `spread - 1` zeros between pixels. */
  spread: i32;
  padTop: i32;
  padLeft: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  dilationHeight: i32;
  /** From one tap of a row to the next. */
  tapStep: i32;
  vectors: i32;
  /** Blocks of a row. */
  blocks: i32;
  /** Floats of a block that are used: those of a pixel, or all. */
  blockLength: i32;
  /** From block to block in the band. */
  bandStep: i32;
  /** From block to block in the result. */
  rowStep: i32;
  /** Of the result. */
  outHeight: i32;
  rowLength: i32;
  /** A row of the band. */
  bandLength: i32;
  rowsPerBand: i32;
  bandsPerImage: i32;
  /** Of all pictures. */
  bands: i32;
  bandsPerChunk: i32;
  scratch: usize;
  /** In bytes, for each thread. */
  scratchStride: i32;
}

/** Whether a row of the padded, spread picture holds anything. */
@inline
export function hasRow(job: BandJob, row: i32): bool {
  return row >= 0 && row <= (job.height - 1) * job.spread && row % job.spread == 0;
}

/** The first row of the filter that meets something, when its row 0 lies at `row` of the picture. */
@inline
export function firstTap(job: BandJob, row: i32): i32 {
  let tap = row < 0 ? (-row + job.dilationHeight - 1) / job.dilationHeight : 0;
  // Spread pictures have no dilation.
  while (tap < job.filterHeight && (row + tap * job.dilationHeight) % job.spread != 0) tap++;
  return tap;
}

/** One more than the last. Those between are `spread` apart. */
@inline
export function endTap(job: BandJob, row: i32): i32 {
  const below = (job.height - 1) * job.spread - row;
  return below < 0 ? 0 : min(job.filterHeight, below / job.dilationHeight + 1);
}

/** Fills a band for the rows from `top` of the picture `image` on. */
export function fillBand(job: BandJob, image: usize, top: i32, rows: i32, band: usize): void {
  const bandBytes = <usize>job.bandLength << 2;
  const channels = job.channels / job.repeat;
  const length = job.width * channels;
  const left = <usize>(job.padLeft * job.channels) << 2;
  for (let i = 0; i < rows; i++) {
    const row = top + i;
    const to = band + <usize>i * bandBytes;
    // Rows without anything are not read.
    if (!hasRow(job, row)) continue;
    let from = image + (<usize>(row / job.spread) * <usize>length << 2);
    if (job.repeat == 1 && job.spread == 1) {
      const bytes = <usize>length << 2;
      memory.fill(to, 0, left);
      copyWords(from, to + left, length);
      memory.fill(to + left + bytes, 0, bandBytes - left - bytes);
      continue;
    }
    memory.fill(to, 0, bandBytes);
    let pixel = to + left;
    for (let x = 0; x < job.width; x++) {
      let target = pixel;
      for (let c = 0; c < channels; c++) {
        const value = load<f32>(from);
        from += 4;
        for (let k = 0; k < job.repeat; k++) {
          store<f32>(target, value);
          target += 4;
        }
      }
      pixel += <usize>(job.spread * job.channels) << 2;
    }
  }
}
