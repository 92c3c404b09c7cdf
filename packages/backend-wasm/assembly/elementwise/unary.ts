// Functions of one tensor, element by element.

import { loadLanes, storeLanes } from '../shared/lanes';
import {
  Abs,
  Ceil,
  Clip,
  Elu,
  Exp,
  Expm1,
  Floor,
  LeakyRelu,
  Log,
  Log1p,
  Negate,
  Reciprocal,
  Relu,
  Relu6,
  Round,
  Rsqrt,
  Sigmoid,
  Sign,
  Softplus,
  Sqrt,
  Square,
  Step,
  Tanh,
} from './unary-operations';

/** One tensor in, one out; the host writes it. Counts in elements. */
@unmanaged
class UnaryJob {
  x: usize;
  y: usize;
  count: i32;
  /** A multiple of 4. */
  perChunk: i32;
  /** The operation's own numbers. */
  p: f32;
  q: f32;
}

@inline
function unary<Operation>(params: usize, chunk: i32): void {
  const job = changetype<UnaryJob>(params);
  const operation = changetype<Operation>(0);
  const first = chunk * job.perChunk;
  const count = min(job.perChunk, job.count - first);
  const p = f32x4.splat(job.p);
  const q = f32x4.splat(job.q);
  let x = job.x + (<usize>first << 2);
  let y = job.y + (<usize>first << 2);
  const end = y + (<usize>(count & ~3) << 2);
  while (y < end) {
    v128.store(y, operation.apply(v128.load(x), p, q));
    x += 16;
    y += 16;
  }
  const lanes = count & 3;
  if (lanes) storeLanes(y, operation.apply(loadLanes(x, lanes), p, q), lanes);
}

export function reluChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Relu>(params, chunk);
}

export function relu6Chunk(params: usize, chunk: i32, thread: i32): void {
  unary<Relu6>(params, chunk);
}

export function leakyReluChunk(params: usize, chunk: i32, thread: i32): void {
  unary<LeakyRelu>(params, chunk);
}

export function eluChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Elu>(params, chunk);
}

export function sigmoidChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Sigmoid>(params, chunk);
}

export function tanhChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Tanh>(params, chunk);
}

export function expChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Exp>(params, chunk);
}

export function expm1Chunk(params: usize, chunk: i32, thread: i32): void {
  unary<Expm1>(params, chunk);
}

export function logChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Log>(params, chunk);
}

export function log1pChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Log1p>(params, chunk);
}

export function softplusChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Softplus>(params, chunk);
}

export function sqrtChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Sqrt>(params, chunk);
}

export function rsqrtChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Rsqrt>(params, chunk);
}

export function squareChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Square>(params, chunk);
}

export function negateChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Negate>(params, chunk);
}

export function absChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Abs>(params, chunk);
}

export function signChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Sign>(params, chunk);
}

export function stepChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Step>(params, chunk);
}

export function reciprocalChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Reciprocal>(params, chunk);
}

export function clipChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Clip>(params, chunk);
}

export function floorChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Floor>(params, chunk);
}

export function ceilChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Ceil>(params, chunk);
}

export function roundChunk(params: usize, chunk: i32, thread: i32): void {
  unary<Round>(params, chunk);
}
