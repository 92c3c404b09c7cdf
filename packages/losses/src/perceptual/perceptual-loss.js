import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { addMany } from '@srkit/ops';
import { div, mean, mul, square, sub, tidy, } from '@tensorflow/tfjs-core';
import { checkSameShape } from '../shared/check-same-shape';
import { checkedChoice } from '../shared/checked-choice';
import { absolute, frobenius } from '../shared/subgradients';
import { featureOf } from './feature-extractor';
import { frozenFeatures } from './frozen-features';
import { gramMatrix } from './gram-matrix';
const OWNER = 'PerceptualLoss';
/** Mean absolute and mean squared difference, and the Frobenius norm of the difference over the whole batch. */
const CRITERIA = {
    l1: (x, y) => mean(absolute(sub(x, y))),
    l2: (x, y) => mean(square(sub(x, y))),
    fro: (x, y) => frobenius(sub(x, y)),
};
const normalisedGram = (features) => {
    const [, h, w, c] = features.shape;
    return div(gramMatrix(features), h * w * c);
};
/**
 * Perceptual and style loss on the features of a frozen network (Johnson et al. 2016); BasicSR's `PerceptualLoss`.
 * How pictures are normalised is the extractor's business.
 */
export class PerceptualLoss {
    #extractor;
    #options;
    /**
     * @param extractor Gives the layers that `layerWeights` names; it stays the caller's to dispose.
     * @throws ConfigError for an unknown criterion, no layers, or a weight that is not a number from 0.
     */
    constructor(extractor, options) {
        refuseUnknownKeys(OWNER, options, ['layerWeights', 'criterion', 'perceptualWeight', 'styleWeight']);
        const { layerWeights, criterion = 'l1', perceptualWeight = 1, styleWeight = 0 } = options;
        checkedChoice(OWNER, 'criterion', criterion, Object.keys(CRITERIA));
        const weights = Object.entries({ perceptualWeight, styleWeight, ...layerWeights });
        const wrong = weights.find(([, weight]) => !(weight >= 0));
        if (wrong || weights.length === 2) {
            throw new ConfigError('E_CONFIG_RANGE', wrong
                ? `PerceptualLoss: the weight ${wrong[0]} is ${wrong[1]}, expected a number of at least 0.`
                : 'PerceptualLoss: layerWeights is empty, expected at least one layer such as { conv5_4: 1 }.');
        }
        this.#extractor = extractor;
        this.#options = { layerWeights, criterion, perceptualWeight, styleWeight };
    }
    /**
     * The losses of `x` against the ground truth. Gradients come back to `x` alone. NaN passes through.
     *
     * @param x `[n, h, w, 3]`.
     * @param gt The same shape.
     * @throws ShapeError when the shapes differ; ConfigError for a layer that the extractor does not give.
     */
    forward(x, gt) {
        const { layerWeights, criterion, perceptualWeight, styleWeight } = this.#options;
        checkSameShape(OWNER, ['x', x], ['gt', gt]);
        const compute = () => {
            const target = frozenFeatures(OWNER, this.#extractor, gt, Object.keys(layerWeights));
            const features = this.#extractor.forward(x);
            const weighted = (factor, of) => {
                if (factor === 0)
                    return null;
                const terms = Object.entries(layerWeights).map(([layer, weight]) => {
                    const [mine, given] = [featureOf(OWNER, features, layer), target.get(layer)];
                    return mul(CRITERIA[criterion](of(mine), of(given)), weight);
                });
                return mul(addMany(terms), factor);
            };
            return {
                perceptual: weighted(perceptualWeight, (map) => map),
                style: weighted(styleWeight, normalisedGram),
            };
        };
        // tidy looks for tensors in any container, but its type knows neither null nor read-only fields.
        return tidy(compute);
    }
}
