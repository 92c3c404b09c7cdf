import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { addMany } from '@srkit/ops';
import {
  div,
  mean,
  mul,
  type Scalar,
  square,
  sub,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkSameShape } from '../shared/check-same-shape';
import { checkedChoice } from '../shared/checked-choice';
import { absolute, frobenius } from '../shared/subgradients';
import { type FeatureExtractor, featureOf } from './feature-extractor';
import { frozenFeatures } from './frozen-features';
import { gramMatrix } from './gram-matrix';

const OWNER = 'PerceptualLoss';

/** Mean absolute and mean squared difference, and the Frobenius norm of the difference over the whole batch. */
const CRITERIA = {
  l1: (x: Tensor, y: Tensor) => mean(absolute(sub(x, y))) as Scalar,
  l2: (x: Tensor, y: Tensor) => mean(square(sub(x, y))) as Scalar,
  fro: (x: Tensor, y: Tensor) => frobenius(sub(x, y)),
} as const;

export type PerceptualCriterion = keyof typeof CRITERIA;

export interface PerceptualLossOptions<P extends number = number, S extends number = number> {
  /** Weight of each layer: `{ conv5_4: 1 }`; a name without `relu` means before the activation. */
  readonly layerWeights: Readonly<Record<string, number>>;
  /** Default `l1` (Real-ESRGAN). C2-Matching and MRefSR take `fro`, which is neither squared nor averaged. */
  readonly criterion?: PerceptualCriterion;
  /** Factor of the perceptual loss. Default 1; 0 leaves it out. 1e-4 in C2-Matching. */
  readonly perceptualWeight?: P;
  /** Factor of the style loss, the same on Gram matrices. Default 0, which leaves it out. */
  readonly styleWeight?: S;
}

/** A loss of this weight; null where the weight is 0. */
type Weighted<W extends number> = number extends W ? Scalar | null : W extends 0 ? null : Scalar;

/**
 * What is left out is null, so that nobody logs a zero for it. Where the weights are written down, the types know
 * which: by default there is a perceptual loss and no style loss.
 */
export interface PerceptualLosses<P extends number = number, S extends number = number> {
  readonly perceptual: Weighted<P>;
  readonly style: Weighted<S>;
}

const normalisedGram = (features: Tensor4D): Tensor => {
  const [, h, w, c] = features.shape;
  return div(gramMatrix(features), h * w * c);
};

/**
 * Perceptual and style loss on the features of a frozen network (Johnson et al. 2016); BasicSR's `PerceptualLoss`.
 * How pictures are normalised is the extractor's business.
 */
export class PerceptualLoss<const P extends number = 1, const S extends number = 0> {
  readonly #extractor: FeatureExtractor;
  readonly #options: Required<PerceptualLossOptions>;

  /**
   * @param extractor Gives the layers that `layerWeights` names; it stays the caller's to dispose.
   * @throws ConfigError for an unknown criterion, no layers, or a weight that is not a number from 0.
   */
  constructor(extractor: FeatureExtractor, options: PerceptualLossOptions<P, S>) {
    refuseUnknownKeys(OWNER, options, ['layerWeights', 'criterion', 'perceptualWeight', 'styleWeight']);
    const { layerWeights, criterion = 'l1', perceptualWeight = 1, styleWeight = 0 } = options;
    checkedChoice(OWNER, 'criterion', criterion, Object.keys(CRITERIA) as PerceptualCriterion[]);
    const weights = Object.entries({ perceptualWeight, styleWeight, ...layerWeights });
    const wrong = weights.find(([, weight]) => !(weight >= 0));
    if (wrong || weights.length === 2) {
      throw new ConfigError(
        'E_CONFIG_RANGE',
        wrong
          ? `PerceptualLoss: the weight ${wrong[0]} is ${wrong[1]}, expected a number of at least 0.`
          : 'PerceptualLoss: layerWeights is empty, expected at least one layer such as { conv5_4: 1 }.',
      );
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
  forward(x: Tensor4D, gt: Tensor4D): PerceptualLosses<P, S> {
    const { layerWeights, criterion, perceptualWeight, styleWeight } = this.#options;
    checkSameShape(OWNER, ['x', x], ['gt', gt]);
    const compute = (): PerceptualLosses => {
      const target = frozenFeatures(OWNER, this.#extractor, gt, Object.keys(layerWeights));
      const features = this.#extractor.forward(x);
      const weighted = (factor: number, of: (features: Tensor4D) => Tensor): Scalar | null => {
        if (factor === 0) return null;
        const terms = Object.entries(layerWeights).map(([layer, weight]) => {
          const [mine, given] = [featureOf(OWNER, features, layer), target.get(layer) as Tensor4D];
          return mul(CRITERIA[criterion](of(mine), of(given)), weight);
        });
        return mul(addMany(terms), factor) as Scalar;
      };
      return {
        perceptual: weighted(perceptualWeight, (map) => map),
        style: weighted(styleWeight, normalisedGram),
      };
    };
    // tidy looks for tensors in any container, but its type knows neither null nor read-only fields.
    return tidy(compute as () => never) as PerceptualLosses<P, S>;
  }
}
