// The best reference patch of every input patch, without a product of pixels that is computed twice.
//
// The inner products of an input row with a reference row serve every pair of patches that has them on the same row. So
// 1. walk along a diagonal, the pairs of rows (r, r + d), 2. keep the products of the last `patch` pairs, 3. hold the
// patches of the row they complete against each other. Diagonals do not depend on one another: each is done by one
// thread, and each thread keeps the best it has seen. A product runs over all channels in order, whatever the tile it
// lies in: equal pixels give equal bits, so ties stay ties, and the lowest index wins whoever finds it.

import { bestPatches } from '../shared/best-patches';
import { gemmRows } from '../shared/gemm-rows';

@unmanaged
class MatchJob {
  /** `[height, width, depth]`; depth is a multiple of 4. */
  input: usize;
  width: i32;
  depth: i32;
  /** The reference's rows from `refFirstRow` to before `refEndRow`, `[rows][refPanels][depth][8]`. */
  ref: usize;
  refFirstRow: i32;
  refEndRow: i32;
  refWidth: i32;
  patch: i32;
  inputStride: i32;
  refStride: i32;
  /** Rows of input pixels in work, from `firstRow` to before `endRow`. */
  firstRow: i32;
  endRow: i32;
  firstDiagonal: i32;
  endDiagonal: i32;
  diagonalsPerChunk: i32;
  /** Input patches along a row. */
  gridWidth: i32;
  /** What the sums of every row of reference patches are multiplied by, `[rows][rowFloats]`; NaN for no candidate. */
  factors: usize;
  /** Floats of a row of products, and of all products of a pair of rows. */
  rowFloats: i32;
  slotFloats: i32;
  /** Every thread's own memory: room for six rows of the input, then the products. */
  scratch: usize;
  scratchStride: i32;
  productsAt: i32;
  /** Every thread's best scores, then their indices `v * refWidth + u`, for all input patches. */
  best: usize;
  bestStride: i32;
  indexAt: i32;
  /** For matches of reference patches as well, else 0: reciprocal norms of all input patches. Strides are 1 then. */
  ownFactors: usize;
  /** Every thread's best scores, then indices, for all reference patches, `[rows][rowFloats]`. */
  back: usize;
  backStride: i32;
  backIndexAt: i32;
}

function matchDiagonal(job: MatchJob, d: i32, thread: i32): void {
  const begin = max(job.firstRow, job.refFirstRow - d);
  const end = min(job.endRow, job.refEndRow - d);
  if (end - begin < job.patch) return;
  const tail = job.scratch + <usize>thread * <usize>job.scratchStride;
  const products = tail + job.productsAt;
  const best = job.best + <usize>thread * <usize>job.bestStride;
  const aRow = <usize>job.depth << 2;
  const panels = (job.refWidth + 7) >> 3;
  const refRow = (<usize>panels * <usize>job.depth) << 5;
  for (let r = begin; r < end; r++) {
    gemmRows(
      job.input + <usize>r * <usize>job.width * aRow,
      aRow,
      job.width,
      tail,
      job.ref + <usize>(r + d - job.refFirstRow) * refRow,
      panels,
      job.depth,
      products + ((<usize>(r % job.patch) * <usize>job.slotFloats) << 2),
      <usize>job.rowFloats << 2,
      0,
    );
    const y = r - job.patch + 1;
    const v = y + d;
    if (y < begin || y % job.inputStride != 0 || v % job.refStride != 0) continue;
    const row = best + ((<usize>(y / job.inputStride) * <usize>job.gridWidth) << 2);
    const factors = job.factors + ((<usize>v * <usize>job.rowFloats) << 2);
    if (job.ownFactors) {
      const own = y * job.gridWidth;
      const back = job.back + <usize>thread * <usize>job.backStride + ((<usize>v * <usize>job.rowFloats) << 2);
      bestPatches(
        products,
        job.slotFloats,
        y % job.patch,
        job.patch,
        job.rowFloats,
        factors,
        job.refWidth - job.patch + 1,
        job.gridWidth,
        1,
        v * job.refWidth,
        row,
        row + job.indexAt,
        true,
        job.ownFactors + (<usize>own << 2),
        own,
        back,
        back + job.backIndexAt,
      );
      continue;
    }
    bestPatches(
      products,
      job.slotFloats,
      y % job.patch,
      job.patch,
      job.rowFloats,
      factors,
      job.refWidth - job.patch + 1,
      job.gridWidth,
      job.inputStride,
      v * job.refWidth,
      row,
      row + job.indexAt,
      false,
      0,
      0,
      0,
      0,
    );
  }
}

/** One chunk: some diagonals. */
export function matchDiagonalsChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<MatchJob>(params);
  const start = job.firstDiagonal + chunk * job.diagonalsPerChunk;
  const end = min(start + job.diagonalsPerChunk, job.endDiagonal);
  for (let d = start; d < end; d++) matchDiagonal(job, d, thread);
}
