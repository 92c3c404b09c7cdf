// Enlarging and shrinking by repeating and leaving out pixels.

import { copyWords } from '../shared/copy-words';

/** The host writes it. */
@unmanaged
class NearestJob {
  /** `[n, height, width, channels]`, 4-byte elements. */
  from: usize;
  /** `[n, outHeight, outWidth, channels]`. */
  to: usize;
  /** int32 `[outHeight]`: the row that each row shows. */
  rows: usize;
  /** int32 `[outWidth]`. */
  columns: usize;
  height: i32;
  width: i32;
  outHeight: i32;
  outWidth: i32;
  channels: i32;
  /** n * outHeight. */
  lines: i32;
  linesPerChunk: i32;
}

/** One chunk: `linesPerChunk` rows of the target. */
export function nearestChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<NearestJob>(params);
  const channels = job.channels;
  const pixel = <usize>channels << 2;
  const bytes = <usize>job.outWidth * pixel;
  const first = chunk * job.linesPerChunk;
  const last = min(first + job.linesPerChunk, job.lines);
  let to = job.to + <usize>first * bytes;
  let shown = -1;
  for (let line = first; line < last; line++) {
    const n = line / job.outHeight;
    const row = n * job.height + load<i32>(job.rows + (<usize>(line - n * job.outHeight) << 2));
    if (row == shown) {
      memory.copy(to, to - bytes, bytes);
    } else {
      const from = job.from + <usize>row * <usize>job.width * pixel;
      let target = to;
      for (let x = 0; x < job.outWidth; x++) {
        const source = from + <usize>load<i32>(job.columns + (<usize>x << 2)) * pixel;
        if (channels == 1) {
          store<i32>(target, load<i32>(source));
        } else if (channels == 3) {
          store<i64>(target, load<i64>(source));
          store<i32>(target, load<i32>(source, 8), 8);
        } else {
          copyWords(source, target, channels);
        }
        target += pixel;
      }
    }
    shown = row;
    to += bytes;
  }
}
