// Arithmetic on two tensors with broadcasting.

import { loadLanes, storeLanes } from '../shared/lanes';
import { BinaryJob, rowStart, SIDE_A, SIDE_B } from './binary-job';
import {
  Add,
  Divide,
  EluGradient,
  Maximum,
  Minimum,
  Multiply,
  PReLU,
  SquaredDifference,
  Subtract,
} from './binary-operations';

/** y[i] = a[i] op b[i] for `count` elements; a side whose `advance` is 0 is one element for all. */
@inline
function row<Operation>(a: usize, aInner: i32, b: usize, bInner: i32, y: usize, count: i32): void {
  const operation = changetype<Operation>(0);
  const end = y + (<usize>(count & ~3) << 2);
  if (aInner && bInner) {
    const unrolled = y + (<usize>(count & ~15) << 2);
    while (y < unrolled) {
      v128.store(y, operation.apply(v128.load(a), v128.load(b)));
      v128.store(y, operation.apply(v128.load(a, 16), v128.load(b, 16)), 16);
      v128.store(y, operation.apply(v128.load(a, 32), v128.load(b, 32)), 32);
      v128.store(y, operation.apply(v128.load(a, 48), v128.load(b, 48)), 48);
      a += 64;
      b += 64;
      y += 64;
    }
    while (y < end) {
      v128.store(y, operation.apply(v128.load(a), v128.load(b)));
      a += 16;
      b += 16;
      y += 16;
    }
    const lanes = count & 3;
    if (lanes) storeLanes(y, operation.apply(loadLanes(a, lanes), loadLanes(b, lanes)), lanes);
    return;
  }
  if (aInner) {
    const one = v128.load32_splat(b);
    while (y < end) {
      v128.store(y, operation.apply(v128.load(a), one));
      a += 16;
      y += 16;
    }
    const lanes = count & 3;
    if (lanes) storeLanes(y, operation.apply(loadLanes(a, lanes), one), lanes);
    return;
  }
  const one = v128.load32_splat(a);
  while (y < end) {
    v128.store(y, operation.apply(one, v128.load(b)));
    b += 16;
    y += 16;
  }
  const lanes = count & 3;
  if (lanes) storeLanes(y, operation.apply(one, loadLanes(b, lanes)), lanes);
}

/** One chunk: `perChunk` elements of y, from the middle of a row to the middle of another one. */
@inline
function binary<Operation>(params: usize, chunk: i32): void {
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
      job.y + (<usize>at << 2),
      count,
    );
    at += count;
    column = 0;
    line++;
  }
}

export function addChunk(params: usize, chunk: i32, thread: i32): void {
  binary<Add>(params, chunk);
}

export function subtractChunk(params: usize, chunk: i32, thread: i32): void {
  binary<Subtract>(params, chunk);
}

export function multiplyChunk(params: usize, chunk: i32, thread: i32): void {
  binary<Multiply>(params, chunk);
}

export function divideChunk(params: usize, chunk: i32, thread: i32): void {
  binary<Divide>(params, chunk);
}

export function maximumChunk(params: usize, chunk: i32, thread: i32): void {
  binary<Maximum>(params, chunk);
}

export function minimumChunk(params: usize, chunk: i32, thread: i32): void {
  binary<Minimum>(params, chunk);
}

export function squaredDifferenceChunk(params: usize, chunk: i32, thread: i32): void {
  binary<SquaredDifference>(params, chunk);
}

export function preluChunk(params: usize, chunk: i32, thread: i32): void {
  binary<PReLU>(params, chunk);
}

export function eluGradientChunk(params: usize, chunk: i32, thread: i32): void {
  binary<EluGradient>(params, chunk);
}
