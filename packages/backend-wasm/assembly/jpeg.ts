// JPEG of whole pictures, a band of sixteen rows at a time, padded with black to whole blocks.

import { jpegBand } from './shared/jpeg-band';

/** The host writes it. */
@unmanaged
class JpegJob {
  /** `[n, height, width, 3]`. */
  x: usize;
  y: usize;
  height: i32;
  width: i32;
  /** The width in whole blocks. */
  paddedWidth: i32;
  bandsPerPicture: i32;
  /** Of all pictures. */
  bands: i32;
  bandsPerChunk: i32;
  /** 128 floats for each picture, see `jpegBand`. */
  steps: usize;
  differentiable: i32;
  /** A block, the planes and the rows of a band, for each thread. */
  scratch: usize;
  bytesPerThread: i32;
}

const BAND_ROWS: i32 = 16;
const BLOCK_BYTES: usize = 256;

export function jpegChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<JpegJob>(params);
  const block = job.scratch + <usize>thread * <usize>job.bytesPerThread;
  const planes = block + BLOCK_BYTES;
  const rows = planes + <usize>job.paddedWidth * 96;
  const row = <usize>job.width * 12;
  const paddedRow = <usize>job.paddedWidth * 12;
  const end = min((chunk + 1) * job.bandsPerChunk, job.bands);
  for (let band = chunk * job.bandsPerChunk; band < end; band++) {
    const picture = band / job.bandsPerPicture;
    const top = (band - picture * job.bandsPerPicture) * BAND_ROWS;
    const count = min(BAND_ROWS, job.height - top);
    const from = <usize>(picture * job.height + top) * row;
    for (let y = 0; y < count; y++) {
      const at = rows + <usize>y * paddedRow;
      memory.copy(at, job.x + from + <usize>y * row, row);
      memory.fill(at + row, 0, paddedRow - row);
    }
    memory.fill(rows + <usize>count * paddedRow, 0, <usize>(BAND_ROWS - count) * paddedRow);
    jpegBand(
      rows,
      job.paddedWidth,
      block,
      planes,
      job.steps + (<usize>picture << 9),
      job.differentiable != 0,
    );
    for (let y = 0; y < count; y++) {
      memory.copy(job.y + from + <usize>y * row, rows + <usize>y * paddedRow, row);
    }
  }
}
