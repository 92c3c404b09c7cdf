import { ShapeError } from '@srkit/core';
import { gaussianWeights } from '@srkit/ops';
import {
  add,
  avgPool,
  depthwiseConv2d,
  div,
  maximum,
  mean,
  mul,
  pad,
  pow,
  type Scalar,
  square,
  sub,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { SCALE_WEIGHTS, SMALLEST_MS_SSIM, WINDOW } from './ssim';

const TAPS = gaussianWeights(WINDOW, 1.5);
/** Of samples in [0, 1]. */
const [C1, C2] = [0.01 ** 2, 0.03 ** 2];
/** A power of a term that is 0 has no slope; below this terms of the product have none either. */
const LEAST_TERM = 1e-6;

/** What is left of a batch inside the border that the window does not fit into, filtered by it along both sides. */
const filtered = (x: Tensor4D): Tensor4D => {
  const channels = x.shape[3];
  const taps = Float32Array.from({ length: WINDOW * channels }, (_, i) => TAPS[Math.floor(i / channels)]!);
  const rows = depthwiseConv2d(x, tensor4d(taps, [WINDOW, 1, channels, 1]), 1, 'valid');
  return depthwiseConv2d(rows, tensor4d(taps, [1, WINDOW, channels, 1]), 1, 'valid');
};

/** Means over the positions of each channel, `[n, channels]`: of everything, and of contrast and structure alone. */
const similarity = (a: Tensor4D, b: Tensor4D): { readonly whole: Tensor; readonly structure: Tensor } => {
  const [meanA, meanB] = [filtered(a), filtered(b)];
  const [squareA, squareB, both] = [square(meanA), square(meanB), mul(meanA, meanB)];
  const variances = sub(add(filtered(square(a)), filtered(square(b))), add(squareA, squareB));
  const covariance = sub(filtered(mul(a, b)), both);
  const contrast = div(add(mul(covariance, 2), C2), add(variances, C2));
  const luminance = div(add(mul(both, 2), C1), add(add(squareA, squareB), C1));
  return { whole: mean(mul(contrast, luminance), [1, 2]), structure: mean(contrast, [1, 2]) };
};

const check = (name: string, a: Tensor4D, b: Tensor4D, least: number): void => {
  const [, h, w] = a.shape;
  if (a.rank === 4 && a.shape.join() === b.shape.join() && Math.min(h, w) >= least) return;
  throw new ShapeError(
    'E_SHAPE_PICTURE',
    `${name}: got [${a.shape}] and [${b.shape}], expected two batches [n, h, w, channels] of the same shape with sides of ${least} or more. Train on larger crops.`,
  );
};

/** Means of 2x2 pixels. Of an odd side, a zero joins the first and the last sample, as PyTorch pads it. */
const halved = (x: Tensor4D): Tensor4D => {
  const [down, across] = [x.shape[1] % 2, x.shape[2] % 2];
  const padded = pad(x, [
    [0, 0],
    [down, down],
    [across, across],
    [0, 0],
  ]);
  return avgPool(padded, 2, 2, 'valid');
};

/**
 * 1 minus the structural similarity of two batches `[n, h, w, channels]` in [0, 1], the mean over batch and channels: 0 where
 * they are equal. What `ssim` measures, as a loss; gradients flow to both.
 *
 * @throws ShapeError for shapes that differ, or sides below 11.
 */
export const ssimLoss = (a: Tensor4D, b: Tensor4D): Scalar => {
  check('ssimLoss', a, b, WINDOW);
  return tidy(() => sub(1, mean(similarity(a, b).whole)));
};

/**
 * 1 minus the similarity over five scales of two batches `[n, h, w, channels]` in [0, 1], the mean over batch and channels.
 * What `msSsim` measures, as a loss; gradients flow to both. A scale whose similarity is negative counts as 1e-6, where the
 * metric has 0: at 0 the gradient would not be defined.
 *
 * @throws ShapeError for shapes that differ, or sides below 161.
 */
export const msSsimLoss = (a: Tensor4D, b: Tensor4D): Scalar => {
  check('msSsimLoss', a, b, SMALLEST_MS_SSIM);
  return tidy(() => {
    let [x, y] = [a, b];
    const terms = SCALE_WEIGHTS.map((weight, scale) => {
      if (scale > 0) [x, y] = [halved(x), halved(y)];
      const { whole, structure } = similarity(x, y);
      const term = scale === SCALE_WEIGHTS.length - 1 ? whole : structure;
      return pow(maximum(term, LEAST_TERM), weight);
    });
    return sub(1, mean(terms.reduce((product, term) => mul(product, term))));
  });
};
