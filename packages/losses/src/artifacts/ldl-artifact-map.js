import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { addMany } from '@srkit/ops';
import { concat, div, mean, mul, reverse, slice, square, step, sub, sum, tidy, } from '@tensorflow/tfjs-core';
import { checkPicture, checkSameShape } from '../shared/check-same-shape';
import { absolute, power } from '../shared/subgradients';
/** Part of `size` lines from `from` on along `axis`. */
const lines = (x, axis, from, size) => {
    const [begin, extent] = [[0, 0, 0, 0], [...x.shape]];
    begin[axis] = from;
    extent[axis] = size;
    return slice(x, begin, extent);
};
/** Mirrors without repeating the border; tfjs's `mirrorPad` has no gradient that reaches back to the borders. */
const reflect = (x, axis, by) => {
    const side = x.shape[axis];
    const before = reverse(lines(x, axis, 1, by), axis);
    const after = reverse(lines(x, axis, side - 1 - by, by), axis);
    return concat([before, x, after], axis);
};
/** Unbiased variance of the ksize x ksize window around every pixel, in two passes, so that nothing cancels. */
const localVariance = (x, ksize) => {
    const [, h, w] = x.shape;
    const padded = reflect(reflect(x, 1, ksize >> 1), 2, ksize >> 1);
    const shifted = [];
    for (let i = 0; i < ksize; i++)
        for (let j = 0; j < ksize; j++)
            shifted.push(lines(lines(padded, 1, i, h), 2, j, w));
    const average = div(addMany(shifted), shifted.length);
    return div(addMany(shifted.map((window) => square(sub(window, average)))), shifted.length - 1);
};
/** Unbiased variance of each sample, `[n, 1, 1, 1]`. */
const sampleVariance = (x) => {
    const [, h, w, c] = x.shape;
    const axes = [1, 2, 3];
    return div(sum(square(sub(x, mean(x, axes, true))), axes, true), h * w * c - 1);
};
/**
 * Artifact map of LDL (Liang et al. 2022, section 3): where a GAN's output has artifacts rather than detail. The residual
 * to the ground truth is summed over the channels; its variance over the sample to the power 1/5 times its local variance
 * is the weight, and 0 where the output is closer to the ground truth than that of the averaged generator. BasicSR's
 * `get_refined_artifact_map`; the loss is L1 between `map * output` and `map * gt`. Differentiable in `output`, as there.
 *
 * @param gt `[n, h, w, c]`, sides larger than `ksize / 2`.
 * @param output The generator's output, the same shape.
 * @param ema Output of the averaged generator, the same shape.
 * @returns `[n, h, w, 1]`.
 * @throws ShapeError when shapes differ or a side is too small; ConfigError for an even ksize.
 */
export const ldlArtifactMap = (gt, output, ema, options = {}) => {
    refuseUnknownKeys('ldlArtifactMap', options, ['ksize']);
    const { ksize = 7 } = options;
    checkPicture('ldlArtifactMap', 'gt', gt);
    checkSameShape('ldlArtifactMap', ['gt', gt], ['output', output]);
    checkSameShape('ldlArtifactMap', ['gt', gt], ['ema', ema]);
    if (!Number.isInteger(ksize) || ksize < 3 || ksize % 2 === 0) {
        throw new ConfigError('E_CONFIG_RANGE', `ldlArtifactMap: ksize is ${ksize}, expected an odd integer from 3 on.`);
    }
    if (Math.min(gt.shape[1], gt.shape[2]) <= ksize >> 1) {
        throw new ShapeError('E_SHAPE_SIDE', `ldlArtifactMap: the pictures are [${gt.shape}]; a window of ${ksize} needs sides of at least ${(ksize >> 1) + 1}.`);
    }
    return tidy(() => {
        const residual = (picture) => sum(absolute(sub(gt, picture)), 3, true);
        const [mine, averaged] = [residual(output), residual(ema)];
        const weight = mul(power(sampleVariance(mine), 1 / 5), localVariance(mine, ksize));
        // 1 unless the averaged generator's residual is the larger one.
        const refined = sub(1, step(sub(averaged, mine)));
        return mul(weight, refined);
    });
};
