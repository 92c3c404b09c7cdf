// What follows a convolution or a matrix product before its result is stored.

import { loadLanes, storeLanes } from './lanes';
import { madd } from './madd';

/** Activations, as the host numbers them. */
const LINEAR = 0;
const RELU = 1;
const RELU6 = 2;
/** 3 is a leaky ReLU with one slope. */
const PRELU = 4;

/** The end of a convolution; part of its job. */
@unmanaged
export class Epilogue {
  /** One number a channel; 0 for none. */
  bias: usize;
  activation: i32;
  /** Of the leaky ReLU. */
  slope: f32;
  /** PReLU's, one a channel. */
  slopes: usize;
  /** result = scale * activation + residual; 0 for none. */
  residual: usize;
  /** Floats from pixel to pixel. */
  residualStride: i32;
  scale: f32;
}

@inline
function activate(x: v128, kind: i32, slope: v128): v128 {
  if (kind == LINEAR) return x;
  const zero = f32x4.splat(0);
  // Pseudo-maxima: NaN stays NaN.
  if (kind == RELU) return f32x4.pmax(x, zero);
  if (kind == RELU6) return f32x4.pmin(f32x4.pmax(x, zero), f32x4.splat(6));
  return v128.bitselect(f32x4.mul(x, slope), x, f32x4.lt(x, zero));
}

/** Bias of the channels `c` to `c + 3`. */
@inline
export function biasOf(job: Epilogue, c: i32, lanes: i32): v128 {
  return job.bias ? loadLanes(job.bias + (<usize>c << 2), lanes) : f32x4.splat(0);
}

/** Slopes of these channels, for every activation that has some. */
@inline
export function slopeOf(job: Epilogue, c: i32, lanes: i32): v128 {
  return job.activation == PRELU ? loadLanes(job.slopes + (<usize>c << 2), lanes) : f32x4.splat(job.slope);
}

/** Stores the first `lanes` channels of a finished piece. `residual` is not read where the job has none. */
@inline
export function finish(
  job: Epilogue,
  sum: v128,
  bias: v128,
  slope: v128,
  residual: usize,
  to: usize,
  lanes: i32,
): void {
  let value = activate(f32x4.add(sum, bias), job.activation, slope);
  if (job.residual) value = madd(value, f32x4.splat(job.scale), loadLanes(residual, lanes));
  storeLanes(to, value, lanes);
}
