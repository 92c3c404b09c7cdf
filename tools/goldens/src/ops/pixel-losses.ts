import { charbonnierLoss, l1Loss, mseLoss, type Reduction, weightedTvLoss } from '@srkit/losses';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Comparison } from '../compare';
import { compareNhwc, nhwcTensor } from '../nhwc';
import { failure, type RunOp } from '../run-op';
import { compareInputGradient, compareScalar } from './loss-comparison';

interface Item {
  readonly loss: string;
  readonly config: { readonly loss_weight: number; readonly reduction: Reduction; readonly eps?: number };
  readonly weight: string | null;
  readonly value: string;
  readonly grad: string | null;
}

type Loss = (pred: Tensor4D, target: Tensor4D, weight: Tensor4D | undefined) => Tensor;

const lossOf = ({ loss, config }: Item): Loss | undefined => {
  const { reduction, loss_weight: lossWeight, eps } = config;
  switch (loss) {
    case 'L1Loss':
      return (pred, target, weight) => l1Loss(pred, target, { reduction, lossWeight, weight });
    case 'MSELoss':
      return (pred, target, weight) => mseLoss(pred, target, { reduction, lossWeight, weight });
    case 'CharbonnierLoss':
      return (pred, target, weight) =>
        charbonnierLoss(pred, target, {
          reduction,
          lossWeight,
          weight,
          ...(eps === undefined ? {} : { eps }),
        });
    case 'WeightedTVLoss':
      return (pred, _, weight) =>
        weightedTvLoss(pred, { reduction: reduction as 'mean' | 'sum', lossWeight, weight });
    default:
      return undefined;
  }
};

/** `pixel_losses`: values, and gradients of their sums for the prediction. */
export const pixelLosses: RunOp = async ({ golden }) => {
  const { items } = golden.file.params as unknown as { items: readonly Item[] };
  const inputs = new Map(golden.file.inputs.map((name) => [name, nhwcTensor(golden, name)]));
  const [pred, target] = [inputs.get('pred') as Tensor4D, inputs.get('target') as Tensor4D];
  const comparisons: Comparison[] = [];
  for (const item of items) {
    const loss = lossOf(item);
    if (!loss) {
      comparisons.push(failure(item.value, `loss '${item.loss}' is not known`));
      continue;
    }
    const weight = item.weight === null ? undefined : inputs.get(item.weight);
    const value = loss(pred, target, weight);
    comparisons.push(
      value.rank === 4
        ? await compareNhwc(golden, item.value, value as Tensor4D)
        : await compareScalar(golden, item.value, value),
    );
    value.dispose();
    if (item.grad !== null) {
      comparisons.push(await compareInputGradient(golden, item.grad, (x) => loss(x, target, weight), pred));
    }
  }
  for (const tensor of inputs.values()) tensor.dispose();
  return comparisons;
};
