// A choice between two tensors, element by element.

import { loadLanes, storeLanes } from '../shared/lanes';

/** Three tensors of one shape in, one out; the host writes it. Counts in elements. */
@unmanaged
class SelectJob {
  /** Bytes. */
  condition: usize;
  whereTrue: usize;
  whereFalse: usize;
  y: usize;
  count: i32;
  /** A multiple of 4. */
  perChunk: i32;
}

/** y = condition ? whereTrue : whereFalse; only 1 is true. */
export function selectChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<SelectJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.count);
  const one = i32x4.splat(1);
  for (let i = first; i < end; i += 4) {
    const at = <usize>i << 2;
    const lanes = end - i;
    // Tensors end on whole cache lines: four bytes can be read.
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(job.condition + i)));
    const chosen = v128.bitselect(
      loadLanes(job.whereTrue + at, lanes),
      loadLanes(job.whereFalse + at, lanes),
      i32x4.eq(wide, one),
    );
    storeLanes(job.y + at, chosen, lanes);
  }
}
