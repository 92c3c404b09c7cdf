// Cross-correlation of pictures with a kernel: bands of rows that fit a core's cache, padded, correlated, and copied out.
// A kernel that is a product of a column and a row is applied as two passes. A result is the sum of its taps in their
// order, whatever the bands.

import { correlateColumn, correlateRow, correlateRows } from '../shared/correlate';

/** The host writes it. Counts in pixels, strides in floats. */
@unmanaged
class FilterJob {
  /** One sample, `[height, width, channels]`. */
  x: usize;
  /** `[outHeight, outWidth, channels]`. */
  y: usize;
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  /** Rows and columns that the kernel sees before the picture; negative where its own were cut off. */
  rowsBefore: i32;
  columnsBefore: i32;
  /** 1: the picture is mirrored at its border pixels; 0: zeros are around it. */
  reflects: i32;
  /** Weights, with a row of zeros before them and one behind; of two passes the column, with a zero on each side. */
  kernel: usize;
  kernelHeight: i32;
  kernelWidth: i32;
  /** The row of two passes, or 0. */
  rowKernel: usize;
  /** Of padded input rows, and of output rows: multiples of 16. */
  xStride: i32;
  outStride: i32;
  /** Even. */
  bandRows: i32;
  rowsPerChunk: i32;
  /** Padded rows, horizontally filtered rows, output rows, for each thread. */
  scratch: usize;
  bytesPerThread: i32;
  betweenAt: i32;
  outAt: i32;
}

/** Where position `index` of a side mirrored at its ends lies in the side; at most one mirroring. */
@inline
function mirrored(index: i32, side: i32): i32 {
  return index < 0 ? -index : index >= side ? 2 * (side - 1) - index : index;
}

/** Copies a picture's row to `columns` padded columns at `to`. */
function padRow(job: FilterJob, row: usize, to: usize, columns: i32): void {
  const pixel = <usize>job.channels << 2;
  const before = job.columnsBefore;
  const first = max(0, before);
  const last = min(columns, job.width + before);
  memory.copy(to + <usize>first * pixel, row + <usize>(first - before) * pixel, <usize>(last - first) * pixel);
  if (!job.reflects) {
    memory.fill(to, 0, <usize>first * pixel);
    memory.fill(to + <usize>last * pixel, 0, <usize>(columns - last) * pixel);
    return;
  }
  for (let column = 0; column < columns; column++) {
    if (column == first) {
      column = last;
      if (column >= columns) break;
    }
    const from = row + <usize>mirrored(column - before, job.width) * pixel;
    const target = to + <usize>column * pixel;
    for (let at: usize = 0; at < pixel; at += 4) store<f32>(target + at, load<f32>(from + at));
  }
}

/** Output rows `chunk * rowsPerChunk` and following. */
export function filter2dChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<FilterJob>(params);
  const xAt = job.scratch + <usize>thread * <usize>job.bytesPerThread;
  const betweenAt = xAt + <usize>job.betweenAt;
  const outAt = xAt + <usize>job.outAt;
  const xRow = <usize>job.xStride << 2;
  const outRow = <usize>job.outStride << 2;
  const yRow = <usize>(job.outWidth * job.channels) << 2;
  const pictureRow = <usize>(job.width * job.channels) << 2;
  const columns = job.outWidth + job.kernelWidth - 1;
  const first = chunk * job.rowsPerChunk;
  const end = min(first + job.rowsPerChunk, job.outHeight);
  for (let start = first; start < end; start += job.bandRows) {
    const count = min(job.bandRows, end - start);
    const needed = count + job.kernelHeight - 1;
    // Rows that the band before has filtered horizontally are moved up and not made again.
    const kept = job.rowKernel && start > first ? job.kernelHeight - 1 : 0;
    for (let i = kept; i < needed; i++) {
      const target = xAt + <usize>(i - kept) * xRow;
      const padded = start + i - job.rowsBefore;
      if (!job.reflects && (padded < 0 || padded >= job.height)) memory.fill(target, 0, xRow);
      else padRow(job, job.x + <usize>mirrored(padded, job.height) * pictureRow, target, columns);
    }
    // The row that completes the last pair meets weights of zero only, but zero times NaN is NaN.
    memory.fill(xAt + <usize>(needed - kept) * xRow, 0, xRow);
    if (job.rowKernel) {
      memory.copy(betweenAt, betweenAt + <usize>job.bandRows * outRow, <usize>kept * outRow);
      correlateRow(
        xAt,
        job.xStride,
        job.rowKernel,
        job.kernelWidth,
        job.channels,
        betweenAt + <usize>kept * outRow,
        job.outStride,
        needed - kept + 1,
      );
      correlateColumn(betweenAt, job.outStride, job.kernel, job.kernelHeight, outAt, count);
    } else if (job.kernelHeight == 1) {
      correlateRow(
        xAt,
        job.xStride,
        job.kernel,
        job.kernelWidth,
        job.channels,
        outAt,
        job.outStride,
        count,
      );
    } else {
      correlateRows(
        xAt,
        job.xStride,
        job.kernel,
        job.kernelHeight,
        job.kernelWidth,
        job.channels,
        outAt,
        job.outStride,
        count,
      );
    }
    for (let y = 0; y < count; y++) {
      memory.copy(job.y + <usize>(start + y) * yRow, outAt + <usize>y * outRow, yRow);
    }
  }
}
