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

/** The larger one; a NaN among the new numbers is passed over, as tfjs does. */
@inline
function larger(most: v128, value: v128): v128 {
  return f32x4.pmax(most, value);
}

/** The largest of `rows` by `columns` values. */
@inline
function maximum(from: usize, row: usize, pixel: usize, rows: i32, columns: i32, lanes: i32): v128 {
  let most = f32x4.splat(-Infinity);
  if (rows == 2 && columns == 2 && lanes >= 4) {
    most = larger(larger(most, v128.load(from)), v128.load(from + pixel));
    from += row;
    return larger(larger(most, v128.load(from)), v128.load(from + pixel));
  }
  for (let i = 0; i < rows; i++) {
    let at = from;
    for (let j = 0; j < columns; j++) {
      most = larger(most, loadLanes(at, lanes));
      at += pixel;
    }
    from += row;
  }
  return most;
}

/** The mean of `rows` by `columns` values. */
@inline
function mean(from: usize, row: usize, pixel: usize, rows: i32, columns: i32, lanes: i32): v128 {
  let sum = f32x4.splat(0);
  for (let i = 0; i < rows; i++) {
    let at = from;
    for (let j = 0; j < columns; j++) {
      sum = f32x4.add(sum, loadLanes(at, lanes));
      at += pixel;
    }
    from += row;
  }
  return f32x4.div(sum, f32x4.splat(<f32>(rows * columns)));
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
      const from = image + <usize>left * pixel;
      for (let c = 0; c < job.channels; c += 4) {
        const lanes = job.channels - c;
        const at = <usize>c << 2;
        const value = largest
          ? maximum(from + at, row, pixel, rows, columns, lanes)
          : mean(from + at, row, pixel, rows, columns, lanes);
        storeLanes(to + at, value, lanes);
      }
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
