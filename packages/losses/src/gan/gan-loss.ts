import { refuseUnknownKeys } from '@srkit/core';
import {
  add,
  exp,
  log1p,
  mean,
  mul,
  neg,
  relu,
  type Scalar,
  square,
  sub,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkedChoice } from '../shared/checked-choice';
import { absolute } from '../shared/subgradients';

export const GAN_TYPES = ['vanilla', 'lsgan', 'wgan', 'wgan_softplus', 'hinge'] as const;

/**
 * `vanilla`: binary cross entropy on logits (Real-ESRGAN). `lsgan`: squared distance to the label. `wgan`: the mean,
 * negated for real (C2-Matching, with `gradientPenalty`). `wgan_softplus`: the logistic loss of StyleGAN2.
 * `hinge`: for discriminators max(0, 1 -+ pred); for generators the negated mean, whatever the target.
 */
export type GanType = (typeof GAN_TYPES)[number];

export interface GanLossOptions {
  readonly type: GanType;
  /** Whether the discriminator is trained; then `lossWeight` does not count. Default false, the generator. */
  readonly isDisc?: boolean;
  /** Factor of the generator's loss. Default 1; 0.1 in Real-ESRGAN, 1e-6 in C2-Matching. */
  readonly lossWeight?: number;
  /** Label of real pictures for `vanilla` and `lsgan`; below 1 for label smoothing. Default 1. */
  readonly realLabel?: number;
  /** Label of generated pictures for `vanilla` and `lsgan`. Default 0. */
  readonly fakeLabel?: number;
}

/**
 * Binary cross entropy of logits, in the form that neither overflows nor cancels: max(z, 0) - z y + log(1 + e^-|z|).
 * The maximum is written as (z + |z|) / 2, whose gradient at 0 is the 1/2 that it has to be there.
 */
const crossEntropy = (logits: Tensor, label: number): Tensor => {
  const size = absolute(logits);
  const linear = sub(mul(add(logits, size), 0.5), mul(logits, label));
  return add(linear, log1p(exp(neg(size))));
};

/** Each element's loss. */
const elements = (
  pred: Tensor,
  targetIsReal: boolean,
  { type, isDisc = false, realLabel = 1, fakeLabel = 0 }: GanLossOptions,
): Tensor => {
  const label = targetIsReal ? realLabel : fakeLabel;
  switch (type) {
    case 'vanilla':
      return crossEntropy(pred, label);
    case 'lsgan':
      return square(sub(pred, label));
    case 'wgan':
      return targetIsReal ? neg(pred) : pred;
    case 'wgan_softplus':
      // softplus(-z) and softplus(z) are the cross entropies of the labels 1 and 0.
      return crossEntropy(pred, targetIsReal ? 1 : 0);
    case 'hinge':
      if (!isDisc) return neg(pred);
      return relu(targetIsReal ? sub(1, pred) : add(1, pred));
  }
};

/**
 * Adversarial loss of a discriminator's output, averaged over all its elements; BasicSR's `GANLoss`. NaN passes
 * through.
 *
 * @param pred The discriminator's raw output (logits), any shape: `[n, h, w, 1]` of a U-Net, `[n, 1]` of a classifier.
 * @param targetIsReal What the output should say. Generators are trained with `true`.
 * @throws ConfigError `E_CONFIG_CHOICE` for an unknown type.
 */
export const ganLoss = (pred: Tensor, targetIsReal: boolean, options: GanLossOptions): Scalar => {
  refuseUnknownKeys('ganLoss', options, ['type', 'isDisc', 'lossWeight', 'realLabel', 'fakeLabel']);
  const { type, isDisc = false, lossWeight = 1 } = options;
  checkedChoice('ganLoss', 'type', type, GAN_TYPES);
  return tidy(() => mul(mean(elements(pred, targetIsReal, options)), isDisc ? 1 : lossWeight) as Scalar);
};
