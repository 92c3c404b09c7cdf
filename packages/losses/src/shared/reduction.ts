import { refuseUnknownKeys, ShapeError } from '@srkit/core';
import { div, mean, mul, type Scalar, sum, type Tensor } from '@tensorflow/tfjs-core';
import { checkedChoice } from './checked-choice';

export const REDUCTIONS = ['mean', 'sum', 'none'] as const;

/** How elementwise losses become one number; `none` leaves them. */
export type Reduction = (typeof REDUCTIONS)[number];

/** What a reduction leaves: one number, or with `none` a tensor of the elements' shape. */
export type Reduced<R extends Reduction> = 'none' extends R ? Tensor : Scalar;

export interface PixelLossOptions<R extends Reduction = Reduction> {
  /** Default `mean`. */
  readonly reduction?: R;
  /**
   * Weight of every element, with the loss's shape or with one channel in its last axis. With `mean` the divisor is
   * then the sum of the weights over all elements instead of their number.
   */
  readonly weight?: Tensor | undefined;
  /** Factor of the result. Default 1. */
  readonly lossWeight?: number;
}

/** Names of `PixelLossOptions`. */
export const PIXEL_LOSS_OPTIONS = [
  'reduction',
  'weight',
  'lossWeight',
] as const satisfies (keyof PixelLossOptions)[];

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

const reduce = (
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

/** BasicSR's `weight_reduce_loss`, times `lossWeight`. */
export const reduceLoss = <R extends Reduction>(
  owner: string,
  elements: Tensor,
  options: PixelLossOptions<R>,
): Reduced<R> => {
  refuseUnknownKeys(owner, options, PIXEL_LOSS_OPTIONS);
  return reduce(owner, elements, options) as Reduced<R>;
};
