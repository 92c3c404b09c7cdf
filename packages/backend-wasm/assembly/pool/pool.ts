// Largest and mean values of windows.

import { loadLanes, storeLanes } from '../shared/lanes';
import { PoolWindows } from './window';

/** The host writes it. */
@unmanaged
class PoolJob extends PoolWindows {
  /** `[n, height, width, channels]`. */
  x: usize;
  /** `[n, outHeight, outWidth, channels]`. */
  y: usize;
}

/** What a window has gathered so far, with one more value. A NaN is not larger, as in tfjs. */
@inline
function gathered(so: v128, value: v128, largest: bool): v128 {
  return largest ? f32x4.pmax(so, value) : f32x4.add(so, value);
}

/** Channels that lie side by side, of the window of `rows` by `columns` pixels at `from`. */
@inline
function poolWindow(
  from: usize,
  row: usize,
  pixel: usize,
  rows: i32,
  columns: i32,
  channels: i32,
  to: usize,
  largest: bool,
): void {
  const none = f32x4.splat(largest ? -Infinity : 0);
  const count = f32x4.splat(<f32>(rows * columns));
  let c = 0;
  for (; c + 16 <= channels; c += 16) {
    let s0 = none;
    let s1 = none;
    let s2 = none;
    let s3 = none;
    let line = from;
    for (let i = 0; i < rows; i++) {
      let at = line;
      for (let j = 0; j < columns; j++) {
        s0 = gathered(s0, v128.load(at), largest);
        s1 = gathered(s1, v128.load(at, 16), largest);
        s2 = gathered(s2, v128.load(at, 32), largest);
        s3 = gathered(s3, v128.load(at, 48), largest);
        at += pixel;
      }
      line += row;
    }
    v128.store(to, largest ? s0 : f32x4.div(s0, count));
    v128.store(to, largest ? s1 : f32x4.div(s1, count), 16);
    v128.store(to, largest ? s2 : f32x4.div(s2, count), 32);
    v128.store(to, largest ? s3 : f32x4.div(s3, count), 48);
    from += 64;
    to += 64;
  }
  for (; c < channels; c += 4) {
    const lanes = channels - c;
    let sum = none;
    let line = from;
    for (let i = 0; i < rows; i++) {
      let at = line;
      for (let j = 0; j < columns; j++) {
        sum = gathered(sum, loadLanes(at, lanes), largest);
        at += pixel;
      }
      line += row;
    }
    storeLanes(to, largest ? sum : f32x4.div(sum, count), lanes);
    from += 16;
    to += 16;
  }
}

@inline
function poolLines(job: PoolJob, chunk: i32, largest: bool): void {
  const pixel = <usize>job.channels << 2;
  const row = <usize>job.width * pixel;
  const first = chunk * job.linesPerChunk;
  const last = min(first + job.linesPerChunk, job.lines);
  let to = job.y + <usize>first * <usize>job.outWidth * pixel;
  for (let line = first; line < last; line++) {
    const n = line / job.outHeight;
    const corner = (line - n * job.outHeight) * job.strideHeight - job.padTop;
    const top = max(corner, 0);
    const rows = max(min(corner + job.filterHeight, job.height) - top, 0);
    const image = job.x + <usize>(n * job.height + top) * row;
    for (let x = 0; x < job.outWidth; x++) {
      const side = x * job.strideWidth - job.padLeft;
      const left = max(side, 0);
      const columns = max(min(side + job.filterWidth, job.width) - left, 0);
      poolWindow(image + <usize>left * pixel, row, pixel, rows, columns, job.channels, to, largest);
      to += pixel;
    }
  }
}

/** One chunk: `linesPerChunk` rows of the result. */
export function maxPoolChunk(params: usize, chunk: i32, thread: i32): void {
  poolLines(changetype<PoolJob>(params), chunk, true);
}

/** The same for means; the padding does not count. */
export function avgPoolChunk(params: usize, chunk: i32, thread: i32): void {
  poolLines(changetype<PoolJob>(params), chunk, false);
}
