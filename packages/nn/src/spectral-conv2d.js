import { refuseUnknownKeys } from '@srkit/core';
import { div, matMul, maximum, norm, reshape, tidy, transpose, } from '@tensorflow/tfjs-core';
import { checkChannels } from './checks';
import { convolve } from './convolve';
import { torchDefault, unitVector } from './initialiser';
import { Module } from './module';
import { noGrad } from './no-grad';
/** Keeps the normalisation of a zero vector finite. */
const EPS = 1e-12;
const unit = (x) => div(x, maximum(norm(x), EPS));
/**
 * A convolution without bias, padding 1, whose weight is divided by its largest singular value, as
 * `torch.nn.utils.spectral_norm` (Miyato et al., algorithm 1, one power iteration). State: `weight_orig`,
 * `weight_u`, `weight_v`.
 */
export class SpectralConv2d extends Module {
    typeName = 'SpectralConv2d';
    weight;
    /** Left and right singular vectors of the weight as a matrix `[out, in * kh * kw]`, as far as iterated. */
    u;
    v;
    #config;
    constructor(config) {
        super();
        refuseUnknownKeys(this.path, config, ['inChannels', 'outChannels', 'kernelSize', 'stride']);
        this.#config = config;
        const { inChannels, outChannels, kernelSize } = config;
        const fanIn = inChannels * kernelSize * kernelSize;
        this.weight = this.parameter('weight_orig', {
            shape: [outChannels, inChannels, kernelSize, kernelSize],
            layout: 'conv',
            init: torchDefault,
            fanIn,
        });
        this.u = this.buffer('weight_u', { shape: [outChannels], init: unitVector });
        this.v = this.buffer('weight_v', { shape: [fanIn], init: unitVector });
    }
    /**
     * `[n, h, w, inChannels]` to `[n, h', w', outChannels]`. Every call in training mode, with or without gradients,
     * does one power iteration and keeps its vectors.
     *
     * @throws ShapeError `E_SHAPE_CHANNELS` for an input of other channels.
     */
    forward(x, activation) {
        checkChannels(this.path, x, 4, this.#config.inChannels);
        return tidy(() => convolve({
            x,
            filter: this.#normalisedWeight(),
            stride: this.#config.stride,
            padding: 1,
            activation,
        }));
    }
    /** weight_orig / sigma with sigma = uᵀ M v; the gradient flows through M, while u and v are constants. */
    #normalisedWeight() {
        if (this.training)
            this.#iterate();
        const weight = this.weight.variable;
        const { u, v } = this.#vectors();
        const sigma = reshape(matMul(v, matMul(this.#matrix(), u), true), []);
        return div(weight, sigma);
    }
    /** Mᵀ, `[kh * kw * in, out]`: rows in tfjs's order. */
    #matrix() {
        return reshape(this.weight.variable, [-1, this.#config.outChannels]);
    }
    /** u and v as columns, v in the order of `#matrix`'s rows. */
    #vectors() {
        const { inChannels } = this.#config;
        const v = transpose(reshape(this.v.variable, [inChannels, -1]));
        return { u: reshape(this.u.variable, [-1, 1]), v: reshape(v, [-1, 1]) };
    }
    #iterate() {
        noGrad(() => {
            const matrix = this.#matrix();
            const v = unit(matMul(matrix, this.#vectors().u));
            const u = unit(matMul(matrix, v, true));
            this.v.assign(reshape(transpose(reshape(v, [-1, this.#config.inChannels])), [-1]));
            this.u.assign(reshape(u, [-1]));
            return u;
        });
    }
}
