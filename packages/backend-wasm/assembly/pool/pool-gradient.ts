// Gradients of pools. A chunk owns rows of the result and collects what windows send to them, in a fixed order.

import { loadLanes, storeLanes } from '../shared/lanes';
import { firstWindow, PoolWindows } from './window';

/** The host writes it. */
@unmanaged
class PoolGradientJob extends PoolWindows {
  /** `[n, height, width, channels]`. */
  x: usize;
  /** `[n, outHeight, outWidth, channels]`. */
  dy: usize;
  /** As `x`. */
  dx: usize;
  /** int32, as `dy`: which element of its window was the largest, counted along its rows; -1 for none. */
  positions: usize;
  /** Of a mean. */
  scale: f32;
}

/** Which of `rows` by `columns` values is the first that is the largest; `place` counts the window's first element. */
@inline
function largestPlace(
  from: usize,
  row: usize,
  pixel: usize,
  rows: i32,
  columns: i32,
  place: i32,
  placesAcross: i32,
  lanes: i32,
): v128 {
  let most = f32x4.splat(-Infinity);
  let places = i32x4.splat(-1);
  for (let i = 0; i < rows; i++) {
    let at = from;
    for (let j = 0; j < columns; j++) {
      const value = loadLanes(at, lanes);
      const isLarger = f32x4.gt(value, most);
      most = v128.bitselect(value, most, isLarger);
      places = v128.bitselect(i32x4.splat(place + j), places, isLarger);
      at += pixel;
    }
    from += row;
    place += placesAcross;
  }
  return places;
}

/** One chunk of finding the largest elements: `linesPerChunk` rows of windows. */
export function maxPositionsChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<PoolGradientJob>(params);
  const pixel = <usize>job.channels << 2;
  const row = <usize>job.width * pixel;
  const first = chunk * job.linesPerChunk;
  const last = min(first + job.linesPerChunk, job.lines);
  let to = job.positions + <usize>first * <usize>job.outWidth * pixel;
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
      const place = (top - corner) * job.filterWidth + left - side;
      for (let c = 0; c < job.channels; c += 4) {
        const lanes = job.channels - c;
        const at = <usize>c << 2;
        storeLanes(
          to + at,
          largestPlace(from + at, row, pixel, rows, columns, place, job.filterWidth, lanes),
          lanes,
        );
      }
      to += pixel;
    }
  }
}

/** A piece of the gradient of one window, whose elements no other window sees. */
@inline
function spreadWindow(
  from: usize,
  dy: usize,
  to: usize,
  row: usize,
  pixel: usize,
  rows: i32,
  columns: i32,
  lanes: i32,
): void {
  const places = largestPlace(from, row, pixel, rows, columns, 0, columns, lanes);
  const gradient = loadLanes(dy, lanes);
  let place = 0;
  for (let i = 0; i < rows; i++) {
    let at = to;
    for (let j = 0; j < columns; j++) {
      storeLanes(at, v128.and(gradient, i32x4.eq(places, i32x4.splat(place))), lanes);
      place++;
      at += pixel;
    }
    to += row;
  }
}

/** One chunk for strides no smaller than the window: `linesPerChunk` rows of windows and what lies between them. */
export function maxPoolDisjointGradientChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<PoolGradientJob>(params);
  const pixel = <usize>job.channels << 2;
  const row = <usize>job.width * pixel;
  const whole = job.channels & ~3;
  const first = chunk * job.linesPerChunk;
  const last = min(first + job.linesPerChunk, job.lines);
  let dy = job.dy + <usize>first * <usize>job.outWidth * pixel;
  for (let line = first; line < last; line++) {
    const n = line / job.outHeight;
    const y = line - n * job.outHeight;
    const corner = y * job.strideHeight - job.padTop;
    const top = max(corner, 0);
    const rows = max(min(corner + job.filterHeight, job.height) - top, 0);
    // Up to the next row of windows: no other chunk writes there.
    const begin = y == 0 ? 0 : min(top, job.height);
    const end = y == job.outHeight - 1 ? job.height : min(max(corner + job.strideHeight, 0), job.height);
    const image = <usize>(n * job.height) * row;
    memory.fill(job.dx + image + <usize>begin * row, 0, <usize>max(end - begin, 0) * row);
    for (let x = 0; x < job.outWidth; x++) {
      const side = x * job.strideWidth - job.padLeft;
      const left = max(side, 0);
      const columns = max(min(side + job.filterWidth, job.width) - left, 0);
      const corner = image + <usize>top * row + <usize>left * pixel;
      let at: usize = 0;
      for (let c = 0; c < whole; c += 4) {
        spreadWindow(job.x + corner + at, dy + at, job.dx + corner + at, row, pixel, rows, columns, 4);
        at += 16;
      }
      if (whole < job.channels) {
        const lanes = job.channels - whole;
        spreadWindow(job.x + corner + at, dy + at, job.dx + corner + at, row, pixel, rows, columns, lanes);
      }
      dy += pixel;
    }
  }
}

/** What the window at `at` of `dy` sends to its element `place`. */
@inline
function sent(job: PoolGradientJob, at: usize, place: v128, lanes: i32, largest: bool): v128 {
  const value = loadLanes(job.dy + at, lanes);
  return largest ? v128.and(value, i32x4.eq(loadLanes(job.positions + at, lanes), place)) : value;
}

@inline
function collectLines(job: PoolGradientJob, chunk: i32, largest: bool): void {
  const pixel = <usize>job.channels << 2;
  const row = <usize>job.outWidth * pixel;
  const first = chunk * job.linesPerChunk;
  const last = min(first + job.linesPerChunk, job.lines);
  const scale = f32x4.splat(largest ? 1 : job.scale);
  let to = job.dx + <usize>first * <usize>job.width * pixel;
  for (let line = first; line < last; line++) {
    const n = line / job.height;
    const y = line - n * job.height + job.padTop;
    const top = firstWindow(y, job.filterHeight, job.strideHeight);
    const bottom = min(y / job.strideHeight + 1, job.outHeight);
    const image = <usize>(n * job.outHeight) * row;
    for (let i = 0; i < job.width; i++) {
      const x = i + job.padLeft;
      const left = firstWindow(x, job.filterWidth, job.strideWidth);
      const right = min(x / job.strideWidth + 1, job.outWidth);
      let c = 0;
      for (; c + 16 <= job.channels; c += 16) {
        let s0 = f32x4.splat(0);
        let s1 = f32x4.splat(0);
        let s2 = f32x4.splat(0);
        let s3 = f32x4.splat(0);
        for (let oy = top; oy < bottom; oy++) {
          let at = image + <usize>oy * row + <usize>left * pixel + (<usize>c << 2);
          let place = (y - oy * job.strideHeight) * job.filterWidth + x - left * job.strideWidth;
          for (let ox = left; ox < right; ox++) {
            const mine = i32x4.splat(place);
            s0 = f32x4.add(s0, sent(job, at, mine, 4, largest));
            s1 = f32x4.add(s1, sent(job, at + 16, mine, 4, largest));
            s2 = f32x4.add(s2, sent(job, at + 32, mine, 4, largest));
            s3 = f32x4.add(s3, sent(job, at + 48, mine, 4, largest));
            at += pixel;
            place -= job.strideWidth;
          }
        }
        const target = to + (<usize>c << 2);
        v128.store(target, f32x4.mul(s0, scale));
        v128.store(target, f32x4.mul(s1, scale), 16);
        v128.store(target, f32x4.mul(s2, scale), 32);
        v128.store(target, f32x4.mul(s3, scale), 48);
      }
      for (; c < job.channels; c += 4) {
        const lanes = job.channels - c;
        let sum = f32x4.splat(0);
        for (let oy = top; oy < bottom; oy++) {
          let at = image + <usize>oy * row + <usize>left * pixel + (<usize>c << 2);
          let place = (y - oy * job.strideHeight) * job.filterWidth + x - left * job.strideWidth;
          for (let ox = left; ox < right; ox++) {
            sum = f32x4.add(sum, sent(job, at, i32x4.splat(place), lanes, largest));
            at += pixel;
            place -= job.strideWidth;
          }
        }
        storeLanes(to + (<usize>c << 2), f32x4.mul(sum, scale), lanes);
      }
      to += pixel;
    }
  }
}

/** One chunk: `linesPerChunk` rows of `dx`. */
export function maxPoolGradientChunk(params: usize, chunk: i32, thread: i32): void {
  collectLines(changetype<PoolGradientJob>(params), chunk, true);
}

/** The same for means. */
export function avgPoolGradientChunk(params: usize, chunk: i32, thread: i32): void {
  collectLines(changetype<PoolGradientJob>(params), chunk, false);
}
