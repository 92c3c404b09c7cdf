import { type ResizeOptions, resize } from '@srkit/ops';
import { grads, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Comparison } from '../compare';
import { compareNhwc, nhwcTensor } from '../nhwc';
import type { RunOp } from '../run-op';

interface InterpolateItem {
  readonly mode: ResizeOptions['mode'];
  readonly size?: readonly [number, number];
  readonly scale_factor?: number;
  readonly output: string;
}

interface InterpolateGradItem extends InterpolateItem {
  readonly R: string;
  readonly grad: string;
}

const optionsOf = ({ mode, size, scale_factor }: InterpolateItem): ResizeOptions =>
  size ? { mode, size } : { mode, scaleFactor: scale_factor as number };

/** `interpolate`: one picture in every mode, to sizes or by factors. */
export const interpolateOp: RunOp = async ({ golden }) => {
  const { items } = golden.file.params as { items: InterpolateItem[] };
  const x = nhwcTensor(golden, 'x');
  const comparisons: Comparison[] = [];
  for (const item of items) {
    const y = resize(x, optionsOf(item));
    comparisons.push(await compareNhwc(golden, item.output, y));
    y.dispose();
  }
  x.dispose();
  return comparisons;
};

/** `interpolate_grad`: outputs, and the gradients of sum(y * R) for the picture. */
export const interpolateGradOp: RunOp = async ({ golden }) => {
  const { items } = golden.file.params as { items: InterpolateGradItem[] };
  const x = nhwcTensor(golden, 'x');
  const comparisons: Comparison[] = [];
  for (const item of items) {
    const weights = nhwcTensor(golden, item.R);
    const y = resize(x, optionsOf(item));
    const [gradient] = grads((t) => resize(t as Tensor4D, optionsOf(item)))([x], weights);
    comparisons.push(await compareNhwc(golden, item.output, y));
    comparisons.push(await compareNhwc(golden, item.grad, gradient as Tensor4D));
    for (const tensor of [weights, y, gradient!]) tensor.dispose();
  }
  x.dispose();
  return comparisons;
};
