// A few rows times a matrix that lies as it is: with so little work for each of its numbers, packing it would take longer.

import { biasOf, Epilogue, finish, slopeOf } from './shared/epilogue';
import { loadLanes } from './shared/lanes';
import { madd } from './shared/madd';

/** C[rows][columns] = A[rows][depth] B[depth][columns]; the host writes it. Strides in elements. */
@unmanaged
class VectorMatrixJob extends Epilogue {
  a: usize;
  aRow: i32;
  aStep: i32;
  b: usize;
  c: usize;
  rows: i32;
  depth: i32;
  columns: i32;
}

/** Columns of a chunk: eight sums in registers. */
const COLUMNS: i32 = 32;

/** Columns `column` to `column + 31` of one row. */
@inline
function manyColumns(job: VectorMatrixJob, a: usize, column: i32, to: usize): void {
  const aStep = <usize>job.aStep << 2;
  const bRow = <usize>job.columns << 2;
  let b = job.b + (<usize>column << 2);
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  let s4 = f32x4.splat(0);
  let s5 = f32x4.splat(0);
  let s6 = f32x4.splat(0);
  let s7 = f32x4.splat(0);
  for (let k = 0; k < job.depth; k++) {
    const x = v128.load32_splat(a);
    s0 = madd(x, v128.load(b), s0);
    s1 = madd(x, v128.load(b, 16), s1);
    s2 = madd(x, v128.load(b, 32), s2);
    s3 = madd(x, v128.load(b, 48), s3);
    s4 = madd(x, v128.load(b, 64), s4);
    s5 = madd(x, v128.load(b, 80), s5);
    s6 = madd(x, v128.load(b, 96), s6);
    s7 = madd(x, v128.load(b, 112), s7);
    a += aStep;
    b += bRow;
  }
  finish(job, s0, biasOf(job, column, 4), slopeOf(job, column, 4), 0, to, 4);
  finish(job, s1, biasOf(job, column + 4, 4), slopeOf(job, column + 4, 4), 0, to + 16, 4);
  finish(job, s2, biasOf(job, column + 8, 4), slopeOf(job, column + 8, 4), 0, to + 32, 4);
  finish(job, s3, biasOf(job, column + 12, 4), slopeOf(job, column + 12, 4), 0, to + 48, 4);
  finish(job, s4, biasOf(job, column + 16, 4), slopeOf(job, column + 16, 4), 0, to + 64, 4);
  finish(job, s5, biasOf(job, column + 20, 4), slopeOf(job, column + 20, 4), 0, to + 80, 4);
  finish(job, s6, biasOf(job, column + 24, 4), slopeOf(job, column + 24, 4), 0, to + 96, 4);
  finish(job, s7, biasOf(job, column + 28, 4), slopeOf(job, column + 28, 4), 0, to + 112, 4);
}

/** At most four columns of one row. */
@inline
function fewColumns(job: VectorMatrixJob, a: usize, column: i32, lanes: i32, to: usize): void {
  const aStep = <usize>job.aStep << 2;
  const bRow = <usize>job.columns << 2;
  let b = job.b + (<usize>column << 2);
  let sum = f32x4.splat(0);
  for (let k = 0; k < job.depth; k++) {
    sum = madd(v128.load32_splat(a), loadLanes(b, lanes), sum);
    a += aStep;
    b += bRow;
  }
  finish(job, sum, biasOf(job, column, lanes), slopeOf(job, column, lanes), 0, to, lanes);
}

/** One chunk: 32 columns of all rows. */
export function vectorMatrixChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<VectorMatrixJob>(params);
  const first = chunk * COLUMNS;
  const end = min(first + COLUMNS, job.columns);
  for (let row = 0; row < job.rows; row++) {
    const a = job.a + (<usize>row * <usize>job.aRow << 2);
    const c = job.c + (<usize>row * <usize>job.columns << 2);
    if (end - first == COLUMNS) {
      manyColumns(job, a, first, c + (<usize>first << 2));
      continue;
    }
    for (let column = first; column < end; column += 4) {
      fewColumns(job, a, column, min(4, end - column), c + (<usize>column << 2));
    }
  }
}
