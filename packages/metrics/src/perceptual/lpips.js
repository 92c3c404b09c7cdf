import { add, addN, div, mean, mul, sqrt, square, sub, sum, tensor1d, tidy, } from '@tensorflow/tfjs-core';
import { backboneFeatures, CHANNELS, channelWeights } from './features';
import { withRgbTensors } from './rgb-tensors';
/** Keeps the length of a feature vector of zeros from being divided by. */
const EPSILON = 1e-10;
const HEADS = [0, 1, 2, 3, 4].map((layer) => `lin${layer}.model.1.weight`);
const unitVectors = (x) => div(x, add(sqrt(sum(square(x), 3, true)), EPSILON));
/**
 * Learned perceptual image patch similarity, version 0.1 (Zhang et al. 2018): the weighted distance of unit-length
 * features. 0 for equal pictures, lower is better; differentiable, so that it serves as a loss as well.
 */
export class Lpips {
    net;
    #features;
    #weights;
    /** @throws ConfigError for an unknown backbone; CheckpointError when weights are missing or of another network. */
    constructor({ net, backbone, heads }) {
        this.#features = backboneFeatures(net, backbone);
        this.net = net;
        try {
            this.#weights = channelWeights(heads, HEADS, CHANNELS[net]);
        }
        catch (error) {
            this.#features.dispose();
            throw error;
        }
    }
    /** The distances of two batches of RGB pictures `[n, h, w, 3]` in [0, 1], as `[n]`. Gradients flow to both. */
    forward(a, b) {
        return tidy(() => {
            const other = this.#features.forward(b);
            const terms = this.#features.forward(a).map((x, layer) => {
                const distance = square(sub(unitVectors(x), unitVectors(other[layer])));
                return mean(sum(mul(distance, tensor1d(this.#weights[layer])), 3), [1, 2]);
            });
            return addN(terms);
        });
    }
    /**
     * The distance of two pictures on tfjs's current backend; grey counts as RGB.
     *
     * @throws ShapeError when sizes differ or are too small for the backbone.
     */
    async measure(a, b, options = {}) {
        return withRgbTensors(a, b, options, (x, y) => this.forward(x, y));
    }
    dispose() {
        this.#features.dispose();
    }
}
