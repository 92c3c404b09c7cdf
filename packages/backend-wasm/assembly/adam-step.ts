// Adam's update in one pass. The same operations in the same order as its form in stock operations, each rounded to
// float32: the results are the same bit by bit.

import { loadLanes, storeLanes } from './shared/lanes';

/** Tensors of one shape; the host writes it. Counts in elements. */
@unmanaged
class AdamJob {
  parameter: usize;
  gradient: usize;
  /** Averages of the gradients and of their squares. */
  m: usize;
  v: usize;
  newParameter: usize;
  newM: usize;
  newV: usize;
  count: i32;
  /** A multiple of 4. */
  perChunk: i32;
  weightDecay: f32;
  beta1: f32;
  /** 1 - beta1. */
  rest1: f32;
  beta2: f32;
  rest2: f32;
  /** sqrt(1 - beta2^t). */
  correction: f32;
  eps: f32;
  /** lr / (1 - beta1^t). */
  stepSize: f32;
}

/**
 * g += weightDecay p; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * p -= stepSize m / (sqrt(v) / correction + eps).
 */
export function adamStepChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<AdamJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.count);
  const weightDecay = f32x4.splat(job.weightDecay);
  const beta1 = f32x4.splat(job.beta1);
  const rest1 = f32x4.splat(job.rest1);
  const beta2 = f32x4.splat(job.beta2);
  const rest2 = f32x4.splat(job.rest2);
  const correction = f32x4.splat(job.correction);
  const eps = f32x4.splat(job.eps);
  const stepSize = f32x4.splat(job.stepSize);
  for (let i = first; i < end; i += 4) {
    const at = <usize>i << 2;
    const lanes = end - i;
    const p = loadLanes(job.parameter + at, lanes);
    let g = loadLanes(job.gradient + at, lanes);
    if (job.weightDecay != 0) g = f32x4.add(g, f32x4.mul(p, weightDecay));
    const m = f32x4.add(f32x4.mul(loadLanes(job.m + at, lanes), beta1), f32x4.mul(g, rest1));
    const v = f32x4.add(
      f32x4.mul(loadLanes(job.v + at, lanes), beta2),
      f32x4.mul(f32x4.mul(g, g), rest2),
    );
    const denominator = f32x4.add(f32x4.div(f32x4.sqrt(v), correction), eps);
    storeLanes(job.newM + at, m, lanes);
    storeLanes(job.newV + at, v, lanes);
    storeLanes(
      job.newParameter + at,
      f32x4.sub(p, f32x4.mul(f32x4.div(m, denominator), stepSize)),
      lanes,
    );
  }
}
