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

/** `to[0..length] = sum of weights[k] * from[0..length]`, the summands `step` bytes apart. */
function weightedRun(from: usize, step: usize, weights: usize, count: i32, to: usize, length: i32): void {
  const end = to + (<usize>length << 2);
  for (; to + 64 <= end; to += 64) {
    let at = from;
    let w = v128.load32_splat(weights);
    let s0 = f32x4.mul(v128.load(at), w);
    let s1 = f32x4.mul(v128.load(at, 16), w);
    let s2 = f32x4.mul(v128.load(at, 32), w);
    let s3 = f32x4.mul(v128.load(at, 48), w);
    for (let k = 1; k < count; k++) {
      at += step;
      w = v128.load32_splat(weights + (<usize>k << 2));
      s0 = madd(v128.load(at), w, s0);
      s1 = madd(v128.load(at, 16), w, s1);
      s2 = madd(v128.load(at, 32), w, s2);
      s3 = madd(v128.load(at, 48), w, s3);
    }
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
    from += 64;
  }
  for (; to + 16 <= end; to += 16) {
    v128.store(to, weighted(from, step, weights, count));
    from += 16;
  }
  if (to < end) {
    const lanes = <i32>((end - to) >> 2);
    storeLanes(to, weightedLanes(from, step, weights, count, lanes), lanes);
  }
}

/** The columns of one line. Behind `line` there is room for a vector, so that lanes too many may be read. */
@inline
function sumColumns(job: ResampleJob, line: usize, to: usize): void {
  const channels = job.channels;
  const pixel = <usize>channels << 2;
  for (let x = 0; x < job.outWidth; x++) {
    const column = <usize>x << 2;
    const start = load<i32>(job.columnOffset + column);
    const count = load<i32>(job.columnOffset + column, 4) - start;
    const from = line + <usize>load<i32>(job.columnFirst + column) * pixel;
    const weights = job.columnWeights + (<usize>start << 2);
    if (count == 0) {
      memory.fill(to, 0, pixel);
    } else if (channels == 1) {
      let sum: f32 = load<f32>(from) * load<f32>(weights);
      for (let k = 1; k < count; k++) {
        sum += load<f32>(from + (<usize>k << 2)) * load<f32>(weights + (<usize>k << 2));
      }
      store<f32>(to, sum);
    } else if (channels == 3) {
      const sum = weighted(from, pixel, weights, count);
      // The lane too many is the next pixel's first, which is still to come; behind the last pixel is another row.
      if (x + 1 < job.outWidth) v128.store(to, sum);
      else storeLanes(to, sum, 3);
    } else {
      weightedRun(from, pixel, weights, count, to, channels);
    }
    to += pixel;
  }
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
    const to = job.to + <usize>i * outBytes;
    if (rowCount == 0) {
      memory.fill(to, 0, outBytes);
      continue;
    }
    weightedRun(
      job.from + <usize>(n * job.height + load<i32>(job.rowFirst + row)) * rowBytes,
      rowBytes,
      job.rowWeights + (<usize>rowStart << 2),
      rowCount,
      line,
      job.width * channels,
    );
    sumColumns(job, line, to);
  }
}
