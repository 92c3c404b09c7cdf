// A linear map along the height and one along the width, as every resize and its gradient is. Both are sparse: an output
// is a sum of neighbouring inputs.

import { loadLanes, storeLanes } from '../shared/lanes';
import { madd } from '../shared/madd';

/** The host writes it. */
@unmanaged
class ResampleJob {
  /** `[n, height, width, channels]`. */
  from: usize;
  /** `[n, outHeight, outWidth, channels]`. */
  to: usize;
  height: i32;
  width: i32;
  outHeight: i32;
  outWidth: i32;
  channels: i32;
  /** For each row its first input, int32 `[outHeight]`. */
  rowFirst: usize;
  /** Where its weights start, int32 `[outHeight + 1]`. */
  rowOffset: usize;
  /** float32. */
  rowWeights: usize;
  columnFirst: usize;
  columnOffset: usize;
  columnWeights: usize;
  /** n * outHeight. */
  lines: i32;
  linesPerChunk: i32;
  /** A line of the source and 4 floats, for each thread. */
  scratch: usize;
  /** In bytes. */
  scratchStride: i32;
}

/** The sum of `count` vectors that lie `step` bytes apart, with their weights. */
@inline
function weighted(from: usize, step: usize, weights: usize, count: i32): v128 {
  let sum = f32x4.mul(v128.load(from), v128.load32_splat(weights));
  for (let k = 1; k < count; k++) {
    from += step;
    weights += 4;
    sum = madd(v128.load(from), v128.load32_splat(weights), sum);
  }
  return sum;
}

/** The same of the first `lanes` numbers of vectors. */
@inline
function weightedLanes(from: usize, step: usize, weights: usize, count: i32, lanes: i32): v128 {
  let sum = f32x4.mul(loadLanes(from, lanes), v128.load32_splat(weights));
  for (let k = 1; k < count; k++) {
    from += step;
    weights += 4;
    sum = madd(loadLanes(from, lanes), v128.load32_splat(weights), sum);
  }
  return sum;
}

/** The rows of the source, summed to one line of `length` floats. */
@inline
function sumRows(from: usize, rowBytes: usize, weights: usize, count: i32, line: usize, length: i32): void {
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    const at = <usize>i << 2;
    v128.store(line + at, weighted(from + at, rowBytes, weights, count));
  }
  if (whole == length) return;
  const at = <usize>whole << 2;
  // The line has room for a whole vector.
  v128.store(line + at, weightedLanes(from + at, rowBytes, weights, count, length - whole));
}

/** One chunk: `linesPerChunk` rows of the target. */
export function resampleChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ResampleJob>(params);
  const channels = job.channels;
  const pixel = <usize>channels << 2;
  const rowBytes = <usize>job.width * pixel;
  const outBytes = <usize>job.outWidth * pixel;
  const line = job.scratch + <usize>thread * <usize>job.scratchStride;
  const first = chunk * job.linesPerChunk;
  const last = min(first + job.linesPerChunk, job.lines);
  for (let i = first; i < last; i++) {
    const n = i / job.outHeight;
    const row = <usize>(i - n * job.outHeight) << 2;
    const rowStart = load<i32>(job.rowOffset + row);
    const rowCount = load<i32>(job.rowOffset + row, 4) - rowStart;
    let to = job.to + <usize>i * outBytes;
    if (rowCount == 0) {
      memory.fill(to, 0, outBytes);
      continue;
    }
    sumRows(
      job.from + <usize>(n * job.height + load<i32>(job.rowFirst + row)) * rowBytes,
      rowBytes,
      job.rowWeights + (<usize>rowStart << 2),
      rowCount,
      line,
      job.width * channels,
    );
    for (let x = 0; x < job.outWidth; x++) {
      const column = <usize>x << 2;
      const start = load<i32>(job.columnOffset + column);
      const count = load<i32>(job.columnOffset + column, 4) - start;
      if (count == 0) {
        memory.fill(to, 0, pixel);
      } else {
        const from = line + <usize>load<i32>(job.columnFirst + column) * pixel;
        const weights = job.columnWeights + (<usize>start << 2);
        if (channels == 1) {
          let sum: f32 = load<f32>(from) * load<f32>(weights);
          for (let k = 1; k < count; k++) {
            sum += load<f32>(from + (<usize>k << 2)) * load<f32>(weights + (<usize>k << 2));
          }
          store<f32>(to, sum);
        } else {
          // Behind the line there is room for a vector, so that the last lanes may be read and dropped.
          for (let c = 0; c < channels; c += 4) {
            const at = <usize>c << 2;
            storeLanes(to + at, weighted(from + at, pixel, weights, count), channels - c);
          }
        }
      }
      to += pixel;
    }
  }
}
