import type { StateDict } from '@srkit/checkpoints';
import {
  add,
  addN,
  div,
  mean,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Picture } from '../picture';
import { type Backbone, type BackboneFeatures, backboneFeatures, CHANNELS, channelWeights } from './features';
import { type PerceptualCrop, withRgbTensors } from './rgb-tensors';

/** Keeps the length of a feature vector of zeros from being divided by. */
const EPSILON = 1e-10;
/** Keeps the gradient at such a vector from being one of a root of 0, which is none; no square of a feature is that small. */
const LEAST_SQUARE = 1e-30;

const HEADS = [0, 1, 2, 3, 4].map((layer) => `lin${layer}.model.1.weight`);

const unitVectors = (x: Tensor4D): Tensor4D =>
  div(x, add(sqrt(add(sum(square(x), 3, true), LEAST_SQUARE)), EPSILON));

export interface LpipsWeights {
  readonly net: Backbone;
  /** torchvision's state_dict of AlexNet or VGG16. */
  readonly backbone: StateDict;
  /** The linear heads of LPIPS v0.1 for it: `lin{0..4}.model.1.weight`. */
  readonly heads: StateDict;
}

/**
 * Learned perceptual image patch similarity, version 0.1 (Zhang et al. 2018): the weighted distance of unit-length
 * features. 0 for equal pictures, lower is better; differentiable, so that it serves as a loss as well.
 */
export class Lpips {
  readonly net: Backbone;
  readonly #features: BackboneFeatures;
  readonly #weights: readonly Float32Array[];

  /** @throws ConfigError for an unknown backbone; CheckpointError when weights are missing or of another network. */
  constructor({ net, backbone, heads }: LpipsWeights) {
    this.#features = backboneFeatures(net, backbone);
    this.net = net;
    try {
      this.#weights = channelWeights(heads, HEADS, CHANNELS[net]);
    } catch (error) {
      this.#features.dispose();
      throw error;
    }
  }

  /** The distances of two batches of RGB pictures `[n, h, w, 3]` in [0, 1], as `[n]`. Gradients flow to both. */
  forward(a: Tensor4D, b: Tensor4D): Tensor1D {
    return tidy(() => {
      const other = this.#features.forward(b);
      const terms = this.#features.forward(a).map((x, layer): Tensor => {
        const distance = square(sub(unitVectors(x), unitVectors(other[layer]!)));
        return mean(sum(mul(distance, tensor1d(this.#weights[layer]!)), 3), [1, 2]);
      });
      return addN(terms) as Tensor1D;
    });
  }

  /**
   * The distance of two pictures on tfjs's current backend; grey counts as RGB.
   *
   * @throws ShapeError when sizes differ or are too small for the backbone.
   */
  async measure(a: Picture, b: Picture, options: PerceptualCrop = {}): Promise<number> {
    return withRgbTensors(a, b, options, (x, y) => this.forward(x, y));
  }

  dispose(): void {
    this.#features.dispose();
  }
}
