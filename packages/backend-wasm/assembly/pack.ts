// Matrices in the form in which the products read them: A row by row with a depth that is a multiple of 4, B in panels
// of 8 columns.

/** A matrix with any strides, and where its packed form goes; the host writes it. Counts in elements. */
@unmanaged
class PackJob {
  source: usize;
  /** From one step of the depth to the next. */
  depthStride: i32;
  /** From one row of A, or column of B, to the next. */
  sideStride: i32;
  depth: i32;
  /** Rows of A, or columns of B. */
  side: i32;
  target: usize;
  /** Depth of the packed matrix. */
  targetDepth: i32;
  /** Where in the packed depth this piece begins. */
  targetStart: i32;
  /** Up to where the packed depth is filled with zeros behind this piece. */
  targetEnd: i32;
  /** Rows of A of one chunk. */
  rowsPerChunk: i32;
}

/** One chunk: the panel of 8 columns of B number `chunk`, `[targetDepth][8]`. */
export function packPanelChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<PackJob>(params);
  const panel = job.target + ((<usize>chunk * <usize>job.targetDepth + <usize>job.targetStart) << 5);
  const columns = min(8, job.side - chunk * 8);
  const across = <usize>job.sideStride << 2;
  const down = <usize>job.depthStride << 2;
  let from = job.source + <usize>(chunk * 8) * across;
  let to = panel;
  const whole = columns == 8 && job.sideStride == 1;
  for (let k = 0; k < job.depth; k++) {
    if (whole) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    } else {
      for (let lane: usize = 0; lane < 8; lane++) {
        store<f32>(to + (lane << 2), lane < <usize>columns ? load<f32>(from + lane * across) : 0);
      }
    }
    from += down;
    to += 32;
  }
  const end = panel + (<usize>(job.targetEnd - job.targetStart) << 5);
  memory.fill(to, 0, end - to);
}

/** One chunk: `rowsPerChunk` rows of A, `[targetDepth]` each. */
export function packRowsChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<PackJob>(params);
  const first = chunk * job.rowsPerChunk;
  const end = min(first + job.rowsPerChunk, job.side);
  const step = <usize>job.depthStride << 2;
  for (let r = first; r < end; r++) {
    let from = job.source + (<usize>r * <usize>job.sideStride << 2);
    let to = job.target + (<usize>r * <usize>job.targetDepth << 2);
    const rowEnd = to + (<usize>job.targetDepth << 2);
    if (job.depthStride == 1) {
      const bytes = <usize>job.depth << 2;
      memory.copy(to, from, bytes);
      to += bytes;
    } else {
      for (let k = 0; k < job.depth; k++) {
        store<f32>(to, load<f32>(from));
        from += step;
        to += 4;
      }
    }
    memory.fill(to, 0, rowEnd - to);
  }
}
