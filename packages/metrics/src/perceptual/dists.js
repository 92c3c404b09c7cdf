import { vggLayers } from '@srkit/models';
import { Conv2d, checkChannels, Module } from '@srkit/nn';
import { add, depthwiseConv2d, div, mean, mul, pad, relu, sqrt, square, sub, sum, tensor1d, tensor4d, tidy, } from '@tensorflow/tfjs-core';
import { channelWeights } from './features';
import { normalisedByImageNet } from './imagenet';
import { withRgbTensors } from './rgb-tensors';
/** Channels of the picture itself and of the five stages. */
const CHANNELS = [3, 64, 128, 256, 512, 512];
const ALL = CHANNELS.reduce((a, b) => a + b, 0);
/** c1 and c2 of the paper's equations 7 and 8. */
const STABILISER = 1e-6;
/** A Hanning window of five taps without its zeros, along both sides; its sum is 1. */
const WINDOW = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((v) => v / 16);
/** The root of the smoothed squares, every second pixel: pooling that does not alias (the paper's equation 2). */
const l2Pool = (x) => {
    const channels = x.shape[3];
    const filter = tensor4d(Float32Array.from({ length: 9 * channels }, (_, i) => WINDOW[Math.floor(i / channels)]), [3, 3, channels, 1]);
    const padded = pad(square(x), [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
    ]);
    return sqrt(add(depthwiseConv2d(padded, filter, 2, 'valid'), 1e-12));
};
/** VGG16 with `l2Pool` for its maxima. State_dict: torchvision's `features.N`; `classifier` is ignored. */
class DistsFeatures extends Module {
    typeName = 'DistsFeatures';
    #steps;
    constructor() {
        super({ deferred: true });
        this.#steps = vggLayers('vgg16', 'relu5_3').map((layer) => layer.kind === 'conv'
            ? {
                name: layer.name,
                conv: this.child(`features.${layer.index}`, () => new Conv2d({ inChannels: layer.inChannels, outChannels: layer.outChannels })),
            }
            : { name: layer.name });
        this.requiresGrad(false).eval();
    }
    /** RGB `[n, h, w, 3]` in [0, 1] to itself and the last activation of each stage. */
    forward(x) {
        checkChannels(this.path, x, 4, 3);
        return tidy(() => {
            const stages = [x];
            let y = normalisedByImageNet(x);
            for (const { name, conv } of this.#steps) {
                if (conv)
                    y = conv.forward(y);
                else if (name.startsWith('pool')) {
                    stages.push(y);
                    y = l2Pool(y);
                }
                else
                    y = relu(y);
            }
            return [...stages, y];
        });
    }
    ignores(name) {
        return /^classifier\.\d+\.(weight|bias)$/.test(name);
    }
}
const similar = (a, b, product) => div(add(mul(product, 2), STABILISER), add(add(a, b), STABILISER));
/**
 * Deep image structure and texture similarity (Ding et al. 2020): means and correlations of features, weighted. 0 for
 * equal pictures, lower is better; tolerant of texture that is resampled; differentiable.
 */
export class Dists {
    #features;
    #alpha;
    #beta;
    /**
     * @param backbone torchvision's state_dict of VGG16.
     * @param weights `alpha` and `beta`, 1475 values each.
     * @throws CheckpointError when weights are missing or of another network.
     */
    constructor({ backbone, weights }) {
        const [alpha, beta] = channelWeights(weights, ['alpha', 'beta'], [ALL, ALL]);
        const total = [...alpha, ...beta].reduce((a, b) => a + b, 0);
        this.#alpha = alpha.map((v) => v / total);
        this.#beta = beta.map((v) => v / total);
        this.#features = new DistsFeatures();
        this.#features.loadStateDict(backbone);
    }
    /** The distances of two batches of RGB pictures `[n, h, w, 3]` in [0, 1], as `[n]`. Gradients flow to both. */
    forward(a, b) {
        return tidy(() => {
            const other = this.#features.forward(b);
            let from = 0;
            let likeness;
            for (const [stage, x] of this.#features.forward(a).entries()) {
                const y = other[stage];
                const of = (weights) => tensor1d(weights.subarray(from, from + CHANNELS[stage]));
                const [meanX, meanY] = [mean(x, [1, 2], true), mean(y, [1, 2], true)];
                const luminance = similar(square(meanX), square(meanY), mul(meanX, meanY));
                const variance = (z, centre) => mean(square(sub(z, centre)), [1, 2], true);
                const covariance = sub(mean(mul(x, y), [1, 2], true), mul(meanX, meanY));
                const structure = similar(variance(x, meanX), variance(y, meanY), covariance);
                const term = sum(add(mul(luminance, of(this.#alpha)), mul(structure, of(this.#beta))), [1, 2, 3]);
                likeness = likeness ? add(likeness, term) : term;
                from += CHANNELS[stage];
            }
            return sub(1, likeness);
        });
    }
    /**
     * The distance of two pictures on tfjs's current backend; grey counts as RGB.
     *
     * @throws ShapeError when sizes differ.
     */
    async measure(a, b, options = {}) {
        return withRgbTensors(a, b, options, (x, y) => this.forward(x, y));
    }
    dispose() {
        this.#features.dispose();
    }
}
