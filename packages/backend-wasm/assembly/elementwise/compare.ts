// Comparisons of two tensors with broadcasting, of which bytes come out.

import { loadLanes } from '../shared/lanes';
import { BinaryJob, rowStart, SIDE_A, SIDE_B } from './binary-job';
import { Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual } from './binary-operations';
import { flagsOf, storeFlags } from './flags';

/** y[i] = a[i] op b[i] for `count` elements. */
@inline
function row<Operation>(a: usize, aInner: i32, b: usize, bInner: i32, y: usize, count: i32): void {
  const operation = changetype<Operation>(0);
  const whole = y + (count & ~15);
  const end = y + count;
  if (aInner && bInner) {
    while (y < whole) {
      v128.store(
        y,
        flagsOf(
          operation.apply(v128.load(a), v128.load(b)),
          operation.apply(v128.load(a, 16), v128.load(b, 16)),
          operation.apply(v128.load(a, 32), v128.load(b, 32)),
          operation.apply(v128.load(a, 48), v128.load(b, 48)),
        ),
      );
      a += 64;
      b += 64;
      y += 16;
    }
    while (y < end) {
      const lanes = min(4, <i32>(end - y));
      storeFlags(y, operation.apply(loadLanes(a, lanes), loadLanes(b, lanes)), lanes);
      a += 16;
      b += 16;
      y += 4;
    }
    return;
  }
  if (aInner) {
    const one = v128.load32_splat(b);
    while (y < whole) {
      v128.store(
        y,
        flagsOf(
          operation.apply(v128.load(a), one),
          operation.apply(v128.load(a, 16), one),
          operation.apply(v128.load(a, 32), one),
          operation.apply(v128.load(a, 48), one),
        ),
      );
      a += 64;
      y += 16;
    }
    while (y < end) {
      const lanes = min(4, <i32>(end - y));
      storeFlags(y, operation.apply(loadLanes(a, lanes), one), lanes);
      a += 16;
      y += 4;
    }
    return;
  }
  const one = v128.load32_splat(a);
  while (y < end) {
    const lanes = min(4, <i32>(end - y));
    storeFlags(y, operation.apply(one, loadLanes(b, lanes)), lanes);
    b += 16;
    y += 4;
  }
}

@inline
function compare<Operation>(params: usize, chunk: i32): void {
  const job = changetype<BinaryJob>(params);
  let at = chunk * job.perChunk;
  const end = at + min(job.perChunk, job.count - at);
  let line = at / job.inner;
  let column = at - line * job.inner;
  while (at < end) {
    const count = min(job.inner - column, end - at);
    row<Operation>(
      job.a + (<usize>(rowStart(job, line, SIDE_A) + column * job.aInner) << 2),
      job.aInner,
      job.b + (<usize>(rowStart(job, line, SIDE_B) + column * job.bInner) << 2),
      job.bInner,
      job.y + <usize>at,
      count,
    );
    at += count;
    column = 0;
    line++;
  }
}

export function greaterChunk(params: usize, chunk: i32, thread: i32): void {
  compare<Greater>(params, chunk);
}

export function greaterEqualChunk(params: usize, chunk: i32, thread: i32): void {
  compare<GreaterEqual>(params, chunk);
}

export function lessChunk(params: usize, chunk: i32, thread: i32): void {
  compare<Less>(params, chunk);
}

export function lessEqualChunk(params: usize, chunk: i32, thread: i32): void {
  compare<LessEqual>(params, chunk);
}

export function equalChunk(params: usize, chunk: i32, thread: i32): void {
  compare<Equal>(params, chunk);
}

export function notEqualChunk(params: usize, chunk: i32, thread: i32): void {
  compare<NotEqual>(params, chunk);
}
