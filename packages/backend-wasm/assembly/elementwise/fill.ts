// Tensors of one number.

/** The host writes it. Counts in words of 4 bytes. */
@unmanaged
class FillJob {
  y: usize;
  count: i32;
  /** A multiple of 4. */
  perChunk: i32;
  /** What each word becomes. */
  word: i32;
}

export function fillChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<FillJob>(params);
  const first = chunk * job.perChunk;
  // Tensors end on whole cache lines: the last vector may run over the end.
  const end = job.y + (<usize>min(first + job.perChunk, job.count) << 2);
  const value = i32x4.splat(job.word);
  for (let y = job.y + (<usize>first << 2); y < end; y += 16) v128.store(y, value);
}
