import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { USM_SHARP } from '@srkit/core/contracts';
import { abs, add, clipByValue, equal, greater, mul, sub, tensor3d, } from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';
import { filter2d, filter2dAdjoint } from '../filter2d/filter2d';
import { gaussianWeights } from './gaussian-weights';
/** OpenCV's rule for a Gaussian that is given by its side alone. */
const sigmaOf = (side) => 0.3 * ((side - 1) / 2 - 1) + 0.8;
/** The Gaussian as a column and a row. */
const lines = (gaussian) => {
    const weights = Float32Array.from(gaussian);
    return [tensor3d(weights, [1, weights.length, 1]), tensor3d(weights, [1, 1, weights.length])];
};
const blurred = (x, gaussian) => {
    const [column, row] = lines(gaussian);
    return filter2d(filter2d(x, column), row);
};
/** What sharpening is made of: the detail added to the picture, and how much of it shows at each pixel. */
const parts = (x, { weight, gaussian, threshold }) => {
    const residual = sub(x, blurred(x, gaussian));
    const mask = mul(greater(mul(abs(residual), 255), threshold), 1);
    return { added: add(x, mul(residual, weight)), soft: blurred(mask, gaussian) };
};
/** What `usmSharp` means. */
export const referenceUsmSharp = (x, attrs) => {
    const { added, soft } = parts(x, attrs);
    // soft * sharp + (1 - soft) * x
    return add(x, mul(soft, sub(clipByValue(added, 0, 1), x)));
};
/** The mask counts as a constant; clipping lets nothing back where it clips. */
const gradient = (x, dy, attrs) => {
    const { added, soft } = parts(x, attrs);
    const inside = mul(equal(clipByValue(added, 0, 1), added), 1);
    const through = mul(mul(dy, soft), inside);
    const [column, row] = lines(attrs.gaussian);
    const detail = sub(through, filter2dAdjoint(filter2dAdjoint(through, row), column));
    return add(sub(dy, mul(dy, soft)), add(through, mul(detail, attrs.weight)));
};
const sharpen = defineOp(USM_SHARP, {
    reference: ({ x }, attrs) => referenceUsmSharp(x, attrs),
    inputsToSave: ['x'],
    gradient: (dy, saved, attrs) => ({ x: () => gradient(saved[0], dy, attrs) }),
});
/**
 * Unsharp mask as Real-ESRGAN sharpens its ground truth (section 3.4, "Real-ESRGAN+"): detail above a threshold is
 * added again, softly blended where it starts. `x` is `[n, h, w, c]` in [0, 1], and so is the result. The mask has no
 * gradient of its own.
 *
 * @throws ShapeError when a side is not larger than half the Gaussian: 26 pixels for the default.
 * @throws ConfigError for a radius that is no integer in 3..1000, or a weight or threshold that is not a finite number.
 */
export const usmSharp = (x, options = {}) => {
    refuseUnknownKeys('usmSharp', options, ['weight', 'radius', 'threshold']);
    const { weight = 0.5, radius = 50, threshold = 10 } = options;
    if (!Number.isInteger(radius) || radius < 3 || radius > 1000) {
        throw new ConfigError('E_CONFIG_RADIUS', `usmSharp: radius is ${radius}, expected an integer in 3..1000.`);
    }
    for (const [name, value] of Object.entries({ weight, threshold })) {
        if (!Number.isFinite(value)) {
            throw new ConfigError('E_CONFIG_NUMBER', `usmSharp: ${name} is ${value}, expected a finite number.`);
        }
    }
    const side = radius % 2 === 0 ? radius + 1 : radius;
    const least = (side >> 1) + 1;
    if (x.rank !== 4 || x.shape[1] < least || x.shape[2] < least) {
        throw new ShapeError('E_SHAPE_SIDE', `usmSharp: [${x.shape}] is too small; radius ${radius} needs [n, h, w, c] with sides of at least ${least}. Use a smaller radius or a larger picture.`);
    }
    const gaussian = Array.from(gaussianWeights(side, sigmaOf(side)));
    return sharpen({ x }, { weight, threshold, gaussian });
};
