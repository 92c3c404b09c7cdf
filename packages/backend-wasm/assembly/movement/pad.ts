// Padding, with a value or by reflection. A row is the innermost padded axis together with all that lies below it.

import { copyWords, fillWords } from '../shared/copy-words';

/** How the border is filled, as the host numbers it. */
const CONSTANT: i32 = 0;
/** The outermost element is the axis of reflection. 2, symmetric, repeats it. */
const REFLECT: i32 = 1;

/** The host writes it. */
@unmanaged
class PadJob {
  from: usize;
  to: usize;
  /** The bits of the value for `CONSTANT`. */
  value: i32;
  mode: i32;
  /** Elements below the innermost padded axis, which move together. */
  run: i32;
  /** The innermost padded axis, in runs. */
  size: i32;
  before: i32;
  after: i32;
  /** Of the target. */
  rows: i32;
  rowsPerChunk: i32;
  /** Number of the other axes, whose size, padding before and padded size follow, outermost first. */
  outer: i32;
}

/** Which element of an axis a padded position shows. */
@inline
function mirrored(position: i32, size: i32, mode: i32): i32 {
  const repeat = mode == REFLECT ? 0 : 1;
  if (position < 0) return -position - repeat;
  if (position >= size) return 2 * (size - 1) - position + repeat;
  return position;
}

/** The row of the source that a row of the target shows; -1 for none. */
@inline
function sourceRow(job: PadJob, axes: usize, row: i32): i32 {
  let source = 0;
  let step = 1;
  let rest = row;
  for (let axis = job.outer - 1; axis >= 0; axis--) {
    const at = axes + <usize>axis * 12;
    const size = load<i32>(at);
    const padded = load<i32>(at, 8);
    const next = rest / padded;
    let position = rest - next * padded - load<i32>(at, 4);
    if (position < 0 || position >= size) {
      if (job.mode == CONSTANT) return -1;
      position = mirrored(position, size, job.mode);
    }
    source += position * step;
    step *= size;
    rest = next;
  }
  return source;
}

/** One chunk: `rowsPerChunk` rows. */
export function padChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<PadJob>(params);
  const axes = params + offsetof<PadJob>();
  const run = job.run;
  const runBytes = <usize>run << 2;
  const size = job.size;
  const padded = job.before + size + job.after;
  const first = chunk * job.rowsPerChunk;
  const last = min(first + job.rowsPerChunk, job.rows);
  let to = job.to + <usize>first * <usize>padded * runBytes;
  for (let row = first; row < last; row++) {
    const source = sourceRow(job, axes, row);
    if (source < 0) {
      fillWords(to, job.value, padded * run);
    } else {
      const from = job.from + <usize>source * <usize>size * runBytes;
      const middle = to + <usize>job.before * runBytes;
      const right = middle + <usize>size * runBytes;
      copyWords(from, middle, size * run);
      if (job.mode == CONSTANT) {
        fillWords(to, job.value, job.before * run);
        fillWords(right, job.value, job.after * run);
      } else {
        for (let i = 0; i < job.before; i++) {
          const shown = mirrored(i - job.before, size, job.mode);
          copyWords(from + <usize>shown * runBytes, to + <usize>i * runBytes, run);
        }
        for (let i = 0; i < job.after; i++) {
          const shown = mirrored(size + i, size, job.mode);
          copyWords(from + <usize>shown * runBytes, right + <usize>i * runBytes, run);
        }
      }
    }
    to += <usize>padded * runBytes;
  }
}
