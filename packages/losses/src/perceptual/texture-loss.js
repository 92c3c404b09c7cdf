import { refuseUnknownKeys, ShapeError } from '@srkit/core';
import { add, addN, concat, div, mul, sigmoid, slice, sub, tidy, } from '@tensorflow/tfjs-core';
import { checkPicture, checkSameShape } from '../shared/check-same-shape';
import { frobenius } from '../shared/subgradients';
import { enlargeCornerAligned } from './align-corners';
import { featureOf } from './feature-extractor';
import { gramMatrix } from './gram-matrix';
/** Layers from coarse to fine, with how much finer they are than the weights, and the divisor of their Gram matrix. */
const LEVELS = [
    { layer: 'relu3_1', scale: 1, divisor: 256 },
    { layer: 'relu2_1', scale: 2, divisor: 512 },
    { layer: 'relu1_1', scale: 4, divisor: 1024 },
];
/** Steepness and offset of the mapping from similarity to confidence. */
const [STEEPNESS, OFFSET] = [-20, 0.65];
/** Repeats the border pixels by one on all sides. */
const padByBorder = (x) => {
    const [n, h, w, c] = x.shape;
    const rows = concat([slice(x, [0, 0, 0, 0], [n, 1, w, c]), x, slice(x, [0, h - 1, 0, 0], [n, 1, w, c])], 1);
    const column = (at) => slice(rows, [0, 0, at, 0], [n, h + 2, 1, c]);
    return concat([column(0), rows, column(w - 1)], 2);
};
/**
 * Texture loss of SRNTT (Zhang et al. 2019, section 3.3) as C2-Matching and MRefSR carry it along without using it: the
 * distance between the Gram matrices of the output's features and of the features swapped in from the reference, both
 * weighted by how sure the match is.
 *
 * `sum_k ||G_k(x) - G_k(map)||_F / 4 / (W^2 div_k)^2 / 3` with W the width of `x` and div 256, 512, 1024 for `relu3_1`,
 * `relu2_1`, `relu1_1`; both features are first multiplied by `sigmoid(-20 weight + 0.65)`, the weight padded by one
 * and enlarged bicubically with aligned corners. Gram matrices are not normalised; the norm runs over the whole batch.
 *
 * @param extractor Gives `relu1_1`, `relu2_1`, `relu3_1` of pictures.
 * @param x The output, `[n, h, w, 3]`, h and w divisible by 4.
 * @param maps The swapped features of the three layers, of the sizes that the extractor gives for `x`.
 * @param weights Matching scores, `[n, h / 4 - 2, w / 4 - 2, 1]`. The official code fails without them, so they are
 *   required here.
 * @throws ShapeError when sizes do not fit; ConfigError for a missing layer.
 */
export const textureLoss = (extractor, x, maps, weights, options = {}) => {
    refuseUnknownKeys('textureLoss', options, ['lossWeight']);
    const { lossWeight = 1 } = options;
    checkPicture('textureLoss', 'x', x);
    const [n, h, w] = x.shape;
    const expected = [n, h / 4 - 2, w / 4 - 2, 1];
    if (weights.shape.join() !== expected.join()) {
        throw new ShapeError('E_SHAPE_WEIGHT', `textureLoss: weights is [${weights.shape}] for x of [${x.shape}], expected [n, h / 4 - 2, w / 4 - 2, 1] = [${expected}].`);
    }
    return tidy(() => {
        const features = extractor.forward(x);
        const padded = padByBorder(weights);
        const terms = LEVELS.map(({ layer, scale, divisor }) => {
            const [mine, swapped] = [
                featureOf('textureLoss', features, layer),
                featureOf('textureLoss', maps, layer),
            ];
            checkSameShape('textureLoss', [`'${layer}' of x`, mine], [`'${layer}' of maps`, swapped]);
            const confidence = sigmoid(add(mul(enlargeCornerAligned(padded, scale), STEEPNESS), OFFSET));
            const difference = sub(gramMatrix(mul(mine, confidence)), gramMatrix(mul(swapped, confidence)));
            // Divided in two steps, as the square of the divisor is beyond what float32 holds exactly.
            return div(div(frobenius(difference), 4), (w * w * divisor) ** 2);
        });
        return mul(div(addN(terms), LEVELS.length), lossWeight);
    });
};
