// A linear map along the height and one along the width, as every resize and its gradient is. Both are sparse: an output
// is a sum of neighbouring inputs. The columns of an input row are summed when an output row first needs it, into a ring
// that holds all the rows of one output row.

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
  /** 1 where every column is the input's. */
  keepsColumns: i32;
  /** Rows of the ring: the most inputs that an output row has. */
  ringRows: i32;
  /** n * outHeight. */
  lines: i32;
  linesPerChunk: i32;
  /** The ring, each of its rows a line of the target and 4 floats, for each thread. */
  scratch: usize;
  /** In bytes. */
  scratchStride: i32;
}

// Sums begin with 0, so that one of zeros is never -0.

/** The sum of `count` vectors that lie `step` bytes apart, with their weights. */
@inline
function weighted(from: usize, step: usize, weights: usize, count: i32): v128 {
  let sum = madd(v128.load(from), v128.load32_splat(weights), f32x4.splat(0));
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
  let sum = madd(loadLanes(from, lanes), v128.load32_splat(weights), f32x4.splat(0));
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
  const zero = f32x4.splat(0);
  for (; to + 64 <= end; to += 64) {
    let at = from;
    let w = v128.load32_splat(weights);
    let s0 = madd(v128.load(at), w, zero);
    let s1 = madd(v128.load(at, 16), w, zero);
    let s2 = madd(v128.load(at, 32), w, zero);
    let s3 = madd(v128.load(at, 48), w, zero);
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

/** The columns of one line. Behind the target there is room for a vector; behind the picture there may be none. */
@inline
function sumColumns(job: ResampleJob, line: usize, to: usize, pictureEnd: usize): void {
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
      let sum: f32 = 0;
      for (let k = 0; k < count; k++) {
        sum += load<f32>(from + (<usize>k << 2)) * load<f32>(weights + (<usize>k << 2));
      }
      store<f32>(to, sum);
    } else if (channels == 3) {
      // The lane too many is overwritten by the next pixel.
      const last = from + <usize>(count - 1) * 12;
      v128.store(
        to,
        last + 16 <= pictureEnd
          ? weighted(from, 12, weights, count)
          : weightedLanes(from, 12, weights, count, 3),
      );
    } else {
      weightedRun(from, pixel, weights, count, to, channels);
    }
    to += pixel;
  }
}

/** One output row: `count` rows of the ring, from number `first` of the input on, with their weights. */
@inline
function sumRows(job: ResampleJob, ring: usize, step: usize, first: i32, row: usize, count: i32, to: usize): void {
  const weights = job.rowWeights + (<usize>row << 2);
  const length = job.outWidth * job.channels;
  const place = first % job.ringRows;
  const before = min(count, job.ringRows - place);
  const from = ring + <usize>place * step;
  if (before == count) {
    weightedRun(from, step, weights, count, to, length);
    return;
  }
  // They reach around the ring's end.
  const end = to + (<usize>length << 2);
  let at = from;
  let start = ring;
  for (; to < end; to += 16) {
    let sum = madd(v128.load(at), v128.load32_splat(weights), f32x4.splat(0));
    let vector = at;
    for (let k = 1; k < count; k++) {
      vector = k == before ? start : vector + step;
      sum = madd(v128.load(vector), v128.load32_splat(weights + (<usize>k << 2)), sum);
    }
    storeLanes(to, sum, <i32>((end - to) >> 2));
    at += 16;
    start += 16;
  }
}

/** One chunk: `linesPerChunk` rows of the target. */
export function resampleChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ResampleJob>(params);
  const pixel = <usize>job.channels << 2;
  const rowBytes = <usize>job.width * pixel;
  const outBytes = <usize>job.outWidth * pixel;
  const ring = job.scratch + <usize>thread * <usize>job.scratchStride;
  const step = (outBytes + 16 + 63) & ~63;
  const first = chunk * job.linesPerChunk;
  const last = min(first + job.linesPerChunk, job.lines);
  const pictures = job.lines / job.outHeight;
  const end = job.from + <usize>(pictures * job.height) * rowBytes;
  let picture = -1;
  // Rows `low` to `high - 1` of the picture are in the ring.
  let low = 0;
  let high = 0;
  for (let i = first; i < last; i++) {
    const n = i / job.outHeight;
    const row = <usize>(i - n * job.outHeight) << 2;
    const start = load<i32>(job.rowOffset + row);
    const count = load<i32>(job.rowOffset + row, 4) - start;
    const to = job.to + <usize>i * outBytes;
    if (count == 0) {
      memory.fill(to, 0, outBytes);
      continue;
    }
    const from = load<i32>(job.rowFirst + row);
    if (n != picture || from < low || from > high) {
      picture = n;
      high = from;
    }
    low = from;
    for (; high < from + count; high++) {
      const line = job.from + <usize>(n * job.height + high) * rowBytes;
      const slot = ring + <usize>(high % job.ringRows) * step;
      if (job.keepsColumns) memory.copy(slot, line, outBytes);
      else sumColumns(job, line, slot, end);
    }
    sumRows(job, ring, step, from, start, count, to);
  }
}
