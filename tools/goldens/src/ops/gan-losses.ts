import { type GanLossOptions, type GanType, ganLoss, multiScaleGanLoss } from '@srkit/losses';
import { mul } from '@tensorflow/tfjs-core';
import type { Comparison } from '../compare';
import { nhwcTensor } from '../nhwc';
import { expectEqual, type RunOp } from '../run-op';
import { compareInputGradient, compareScalar } from './loss-comparison';

interface Item {
  readonly config: {
    readonly gan_type: GanType;
    readonly loss_weight?: number;
    readonly real_label_val?: number;
    readonly fake_label_val?: number;
  };
  readonly target_is_real: boolean;
  readonly is_disc: boolean;
  readonly value: string;
  readonly grad?: string;
}

const optionsOf = ({ config, is_disc }: Item): GanLossOptions => ({
  type: config.gan_type,
  isDisc: is_disc,
  lossWeight: config.loss_weight ?? 1,
  realLabel: config.real_label_val ?? 1,
  fakeLabel: config.fake_label_val ?? 0,
});

/** `gan_losses`: values and gradients of every kind, and the multi-scale loss of `[pred, [3 pred, pred2]]`. */
export const ganLosses: RunOp = async ({ golden }) => {
  const { items, multiscale } = golden.file.params as unknown as {
    items: Item[];
    multiscale?: Item & { input: string };
  };
  const pred = nhwcTensor(golden, 'pred');
  const comparisons: Comparison[] = [];
  for (const item of items) {
    const loss = (x: typeof pred) => ganLoss(x, item.target_is_real, optionsOf(item));
    const value = loss(pred);
    comparisons.push(await compareScalar(golden, item.value, value));
    value.dispose();
    if (item.grad) comparisons.push(await compareInputGradient(golden, item.grad, loss, pred));
  }
  if (multiscale) {
    comparisons.push(expectEqual('multiscale.input', '[pred, [3*pred, pred2]]', multiscale.input));
    const pred2 = nhwcTensor(golden, 'pred2');
    const tripled = mul(pred, 3);
    const value = multiScaleGanLoss(
      [pred, [tripled, pred2]],
      multiscale.target_is_real,
      optionsOf(multiscale),
    );
    comparisons.push(await compareScalar(golden, multiscale.value, value));
    for (const tensor of [pred2, tripled, value]) tensor.dispose();
  }
  pred.dispose();
  return comparisons;
};
