import { ShapeError } from '@srkit/core';
import { div, mean, mul, sum, type Tensor } from '@tensorflow/tfjs-core';
import { checkedChoice } from './checked-choice';

export const REDUCTIONS = ['mean', 'sum', 'none'] as const;

/** How elementwise losses become one number; `none` leaves them. */
export type Reduction = (typeof REDUCTIONS)[number];

export interface PixelLossOptions {
  /** Default `mean`. */
  readonly reduction?: Reduction;
  /**
   * Weight of every element, with the loss's shape or with one channel in its last axis. With `mean` the divisor is
   * then the sum of the weights over all elements instead of their number.
   */
  readonly weight?: Tensor | undefined;
  /** Factor of the result. Default 1. */
  readonly lossWeight?: number;
}

const checkWeight = (owner: string, loss: Tensor, weight: Tensor): void => {
  const leading = (tensor: Tensor): string => tensor.shape.slice(0, -1).join();
  const channels = weight.shape.at(-1);
  const fits = weight.rank === loss.rank && leading(weight) === leading(loss);
  if (fits && (channels === 1 || channels === loss.shape.at(-1))) return;
  throw new ShapeError(
    'E_SHAPE_WEIGHT',
    `${owner}: weight is [${weight.shape}] for a loss of [${loss.shape}]; expected the same shape, or one channel in the last axis.`,
  );
};

/** BasicSR's `weight_reduce_loss`, times `lossWeight`. */
export const reduceLoss = (
  owner: string,
  elements: Tensor,
  { reduction = 'mean', weight, lossWeight = 1 }: PixelLossOptions,
): Tensor => {
  checkedChoice(owner, 'reduction', reduction, REDUCTIONS);
  if (weight) checkWeight(owner, elements, weight);
  const weighted = weight ? mul(elements, weight) : elements;
  if (reduction === 'none') return mul(weighted, lossWeight);
  if (reduction === 'sum') return mul(sum(weighted), lossWeight);
  if (!weight) return mul(mean(weighted), lossWeight);
  const shared = weight.shape.at(-1) === 1 ? (elements.shape.at(-1) as number) : 1;
  return mul(div(sum(weighted), mul(sum(weight), shared)), lossWeight);
};
