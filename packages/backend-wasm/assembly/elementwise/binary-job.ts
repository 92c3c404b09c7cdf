// Which elements of two tensors meet: rows along which each side advances or stands still, and how rows follow each other.

/** Two tensors, broadcast against each other; the host writes it. Counts and strides in elements. */
@unmanaged
export class BinaryJob {
  a: usize;
  b: usize;
  y: usize;
  count: i32;
  perChunk: i32;
  /** Length of a row. */
  inner: i32;
  /** 1, or 0 where a row meets one element of that side. Not both 0. */
  aInner: i32;
  bInner: i32;
  /** Dimensions of rows. */
  outerRank: i32;
  // Behind it: `outerRank` times (size, stride of a, stride of b), the slowest first.
}

/** Bytes of a dimension of rows. */
const DIMENSION: usize = 12;

/** Where a row begins in a (`side` 4) or b (`side` 8), in elements. */
@inline
export function rowStart(job: BinaryJob, row: i32, side: usize): i32 {
  let at = 0;
  let dimension = changetype<usize>(job) + offsetof<BinaryJob>() + <usize>job.outerRank * DIMENSION;
  for (let d = job.outerRank - 1; d > 0; d--) {
    dimension -= DIMENSION;
    const size = load<i32>(dimension);
    const above = row / size;
    at += (row - above * size) * load<i32>(dimension + side);
    row = above;
  }
  // The slowest: what is left.
  return job.outerRank > 0 ? at + row * load<i32>(dimension - DIMENSION + side) : 0;
}

export const SIDE_A: usize = 4;
export const SIDE_B: usize = 8;
