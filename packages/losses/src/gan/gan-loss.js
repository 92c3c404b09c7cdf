import { refuseUnknownKeys } from '@srkit/core';
import { add, exp, log1p, mean, mul, neg, relu, square, sub, tidy, } from '@tensorflow/tfjs-core';
import { checkedChoice } from '../shared/checked-choice';
import { absolute } from '../shared/subgradients';
export const GAN_TYPES = ['vanilla', 'lsgan', 'wgan', 'wgan_softplus', 'hinge'];
/**
 * Binary cross entropy of logits, in the form that neither overflows nor cancels: max(z, 0) - z y + log(1 + e^-|z|).
 * The maximum is written as (z + |z|) / 2, whose gradient at 0 is the 1/2 that it has to be there.
 */
const crossEntropy = (logits, label) => {
    const size = absolute(logits);
    const linear = sub(mul(add(logits, size), 0.5), mul(logits, label));
    return add(linear, log1p(exp(neg(size))));
};
/** Each element's loss. */
const elements = (pred, targetIsReal, { type, isDisc = false, realLabel = 1, fakeLabel = 0 }) => {
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
            if (!isDisc)
                return neg(pred);
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
export const ganLoss = (pred, targetIsReal, options) => {
    refuseUnknownKeys('ganLoss', options, ['type', 'isDisc', 'lossWeight', 'realLabel', 'fakeLabel']);
    const { type, isDisc = false, lossWeight = 1 } = options;
    checkedChoice('ganLoss', 'type', type, GAN_TYPES);
    return tidy(() => mul(mean(elements(pred, targetIsReal, options)), isDisc ? 1 : lossWeight));
};
