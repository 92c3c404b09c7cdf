import { refuseUnknownKeys } from '@srkit/core';
import { activate, BatchNorm2d, Conv2d, checkedCount, Module, normal, sigmoid, } from '@srkit/nn';
import { mean, tidy } from '@tensorflow/tfjs-core';
import { Discriminator } from './discriminator';
const LEAKY = { kind: 'leakyrelu', slope: 0.2 };
const WIDTHS = [1, 2, 4, 8, 16];
const HIDDEN = 1024;
const SPREAD = 0.02;
const CONV_INIT = normal(0, SPREAD);
const NORM_INIT = normal(1, SPREAD);
/** Two convolutions with batch normalisation, the second of stride 2. State_dict prefix `conv_block{1..5}`. */
class ConvBlock extends Module {
    typeName = 'ConvBlock';
    #layers;
    constructor(inChannels, outChannels) {
        super();
        const layer = (index, from, stride) => ({
            conv: this.child(`${index}`, () => new Conv2d({ inChannels: from, outChannels, stride, init: CONV_INIT })),
            norm: this.child(`${index + 1}`, () => new BatchNorm2d(outChannels, { weightInit: NORM_INIT })),
        });
        this.#layers = [layer(0, inChannels, 1), layer(3, outChannels, 2)];
    }
    forward(x) {
        return tidy(() => this.#layers.reduce((y, { conv, norm }) => activate(norm.forward(conv.forward(y)), LEAKY), x));
    }
}
/**
 * The discriminator behind the adversarial loss of C2-Matching and MRefSR, whose papers do not describe it; official class
 * `ImageDiscriminator`. It ends with a sigmoid, although their loss is the Wasserstein distance; so does the official
 * code. State_dict without a prefix: `conv_block{1..5}`, `out_block.1`, `out_block.3`.
 */
export class ImageDiscriminator extends Discriminator {
    typeName = 'ImageDiscriminator';
    config;
    #blocks;
    #hidden;
    #last;
    /** @throws ConfigError for counts that are not positive integers. */
    constructor(config = {}, options = {}) {
        super(options);
        const { inNc = 3, ndf = 32 } = config;
        this.config = { inNc, ndf };
        refuseUnknownKeys(this.path, config, Object.keys(this.config));
        checkedCount('ImageDiscriminator', 'inNc', inNc);
        checkedCount('ImageDiscriminator', 'ndf', ndf);
        const widths = WIDTHS.map((width) => width * ndf);
        this.#blocks = widths.map((width, k) => this.child(`conv_block${k + 1}`, () => new ConvBlock(widths[k - 1] ?? inNc, width)));
        const pointwise = (inChannels, outChannels) => new Conv2d({ inChannels, outChannels, kernelSize: 1, init: CONV_INIT });
        this.#hidden = this.child('out_block.1', () => pointwise(widths.at(-1), HIDDEN));
        this.#last = this.child('out_block.3', () => pointwise(HIDDEN, 1));
    }
    /**
     * `[n, h, w, inNc]` to probabilities `[n, 1, 1, 1]`. In training mode the batch's statistics are used and the
     * running ones updated.
     *
     * @throws ShapeError for other channels, or when training on one picture of 32 pixels or less, of which a single
     *   value per channel is left to normalise.
     */
    forward(x) {
        return tidy(() => {
            const features = this.#blocks.reduce((y, block) => block.forward(y), x);
            const pooled = mean(features, [1, 2], true);
            return sigmoid(this.#last.forward(this.#hidden.forward(pooled, LEAKY)));
        });
    }
}
