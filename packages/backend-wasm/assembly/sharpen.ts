// The pointwise parts of the unsharp mask.

import { loadLanes, storeLanes } from './shared/lanes';

/** Tensors of one shape; the host writes it. Counts in elements. */
@unmanaged
class SharpenJob {
  x: usize;
  blurred: usize;
  /** The mask, and then its blurred form, which the result replaces. */
  mask: usize;
  count: i32;
  /** A multiple of 4. */
  perChunk: i32;
  /** Of the mask the threshold, of the result the weight. */
  amount: f32;
}

/** mask = |x - blurred| * 255 > threshold ? 1 : 0. */
export function sharpenMaskChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<SharpenJob>(params);
  const one = f32x4.splat(1);
  const level = f32x4.splat(255);
  const threshold = f32x4.splat(job.amount);
  const end = min((chunk + 1) * job.perChunk, job.count);
  for (let i = chunk * job.perChunk; i < end; i += 4) {
    const at = <usize>i << 2;
    const lanes = end - i;
    const residual = f32x4.abs(f32x4.sub(loadLanes(job.x + at, lanes), loadLanes(job.blurred + at, lanes)));
    storeLanes(job.mask + at, v128.and(f32x4.gt(f32x4.mul(residual, level), threshold), one), lanes);
  }
}

/** soft * clip(x + weight * (x - blurred), 0, 1) + (1 - soft) * x, in place of `soft`. */
export function sharpenBlendChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<SharpenJob>(params);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const weight = f32x4.splat(job.amount);
  const end = min((chunk + 1) * job.perChunk, job.count);
  for (let i = chunk * job.perChunk; i < end; i += 4) {
    const at = <usize>i << 2;
    const lanes = end - i;
    const value = loadLanes(job.x + at, lanes);
    const soft = loadLanes(job.mask + at, lanes);
    const detail = f32x4.sub(value, loadLanes(job.blurred + at, lanes));
    const sharp = f32x4.min(f32x4.max(f32x4.add(value, f32x4.mul(weight, detail)), zero), one);
    const blend = f32x4.add(f32x4.mul(soft, sharp), f32x4.mul(f32x4.sub(one, soft), value));
    storeLanes(job.mask + at, blend, lanes);
  }
}
