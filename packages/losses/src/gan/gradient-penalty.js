import { ConfigError, mixBits, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { mendGradients } from '@srkit/ops';
import { add, div, grad, mean, mul, square, sub, tensor4d, tidy, } from '@tensorflow/tfjs-core';
import { checkPicture, checkSameShape } from '../shared/check-same-shape';
import { checkedChoice } from '../shared/checked-choice';
import { detach } from '../shared/detach';
import { norm } from '../shared/subgradients';
/** Steps of a Weyl sequence: 2^32 over the golden ratio. */
const GOLDEN = 0x9e3779b9;
const MOST = 2 ** 32;
/** A share for each sample. Neighbouring seeds have nothing in common. */
const drawShares = (seed, n) => {
    if (seed === undefined || !Number.isInteger(seed) || seed < 0 || seed >= MOST) {
        throw new ConfigError('E_CONFIG_SEED', `gradientPenalty: the seed is ${seed}, expected an integer in 0..${MOST - 1}, another one for each step. Or give alpha.`);
    }
    const start = mixBits(seed);
    const share = (_, i) => (mixBits(start + Math.imul(i + 1, GOLDEN)) >>> 0) / MOST;
    return tensor4d(Array.from({ length: n }, share), [n, 1, 1, 1]);
};
const mixed = (real, fake, alpha) => add(mul(alpha, real), mul(sub(1, alpha), fake));
/**
 * Gradient penalty of WGAN-GP (Gulrajani et al. 2017): how far the discriminator's gradient is from norm 1 between real
 * and generated pictures, `mean((||d sum D(x) / dx|| - 1)^2)` at `x = alpha real + (1 - alpha) fake`. Its gradient for the
 * discriminator's parameters is a second derivative: every operation of the discriminator needs one. Where the
 * gradient is 0, its norm has gradient 0, as in PyTorch. No gradient comes back to `real` and `fake`.
 *
 * @param real `[n, h, w, c]`.
 * @param fake The same shape.
 * @throws ShapeError when shapes do not fit; ConfigError for an unknown norm, a weight with `sample`, or neither alpha nor a
 * seed.
 */
export const gradientPenalty = (discriminator, real, fake, options = {}) => {
    refuseUnknownKeys('gradientPenalty', options, ['norm', 'alpha', 'seed', 'weight', 'lossWeight']);
    const { norm: kind = 'pixel', alpha, seed, weight, lossWeight = 1 } = options;
    checkedChoice('gradientPenalty', 'norm', kind, ['pixel', 'sample']);
    checkPicture('gradientPenalty', 'real', real);
    checkSameShape('gradientPenalty', ['real', real], ['fake', fake]);
    const [n, h, w, c] = real.shape;
    if (alpha && alpha.shape.join() !== `${n},1,1,1`) {
        throw new ShapeError('E_SHAPE_ALPHA', `gradientPenalty: alpha is [${alpha.shape}], expected [${n},1,1,1], one number for each sample of [${real.shape}].`);
    }
    if (weight && kind === 'sample') {
        throw new ConfigError('E_CONFIG_CONFLICT', "gradientPenalty: a weight per pixel was given with norm 'sample'; use norm 'pixel' or leave the weight out.");
    }
    if (weight && ![`${n},${h},${w},1`, `${n},${h},${w},${c}`].includes(weight.shape.join())) {
        throw new ShapeError('E_SHAPE_WEIGHT', `gradientPenalty: weight is [${weight.shape}], expected [${n},${h},${w},1] or [${real.shape}].`);
    }
    // Stock tfjs cannot differentiate the gradient of a convolution, and importing it after srkit undoes the repair.
    mendGradients();
    return tidy(() => {
        const share = alpha ?? drawShares(seed, n);
        const gradient = grad(discriminator)(detach(mixed(real, fake, share)));
        const weighted = weight ? mul(gradient, weight) : gradient;
        const penalty = mean(square(sub(norm(weighted, kind === 'pixel' ? [3] : [1, 2, 3]), 1)));
        return mul(weight ? div(penalty, mean(weight)) : penalty, lossWeight);
    });
};
