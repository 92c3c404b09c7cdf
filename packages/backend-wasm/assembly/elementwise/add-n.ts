// The sum of any number of tensors of one shape.

import { loadLanes, storeLanes } from '../shared/lanes';

/** The host writes it. Counts in elements. */
@unmanaged
class AddNJob {
  y: usize;
  count: i32;
  /** A multiple of 4. */
  perChunk: i32;
  terms: i32;
  // Behind it: the addresses of the terms.
}

/** Added in the terms' order. */
export function addNChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<AddNJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.count);
  const addresses = params + offsetof<AddNJob>();
  for (let i = first; i < end; i += 4) {
    const at = <usize>i << 2;
    const lanes = end - i;
    let sum = loadLanes(<usize>load<u32>(addresses) + at, lanes);
    for (let term: usize = 1; term < <usize>job.terms; term++) {
      sum = f32x4.add(sum, loadLanes(<usize>load<u32>(addresses + (term << 2)) + at, lanes));
    }
    storeLanes(job.y + at, sum, lanes);
  }
}
