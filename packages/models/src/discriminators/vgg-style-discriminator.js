import { ConfigError, refuseUnknownKeys, ShapeError } from '@srkit/core';
import { activate, BatchNorm2d, Conv2d, checkChannels, checkedCount, Linear, } from '@srkit/nn';
import { reshape, tidy, transpose } from '@tensorflow/tfjs-core';
import { Discriminator } from './discriminator';
const LEAKY = { kind: 'leakyrelu', slope: 0.2 };
/** Widths of the levels in units of numFeat; the last one exists for 256 pixels only. */
const WIDTHS = [1, 2, 4, 8, 8, 8];
/** The linear layers see 4 x 4 pixels, whatever the input size. */
const LAST_SIDE = 4;
const HIDDEN = 100;
/**
 * The discriminator of ESRGAN, which Real-ESRGAN's section 3.3 replaces by the U-Net: a VGG-like network for pictures of one
 * fixed size, one logit per picture. State_dict without a prefix: `conv{level}_{0,1}`, `bn{level}_{0,1}`, `linear1`,
 * `linear2`.
 */
export class VGGStyleDiscriminator extends Discriminator {
    typeName = 'VGGStyleDiscriminator';
    config;
    #layers;
    #linear1;
    #linear2;
    /** @throws ConfigError for an inputSize other than 128 and 256 or counts that are not positive integers. */
    constructor(config = {}, options = {}) {
        super(options);
        const { numInCh = 3, numFeat = 64, inputSize = 128 } = config;
        this.config = { numInCh, numFeat, inputSize };
        refuseUnknownKeys(this.path, config, Object.keys(this.config));
        if (inputSize !== 128 && inputSize !== 256) {
            throw new ConfigError('E_CONFIG_INPUT_SIZE', `VGGStyleDiscriminator: inputSize is ${inputSize}, expected 128 or 256.`);
        }
        checkedCount('VGGStyleDiscriminator', 'numInCh', numInCh);
        checkedCount('VGGStyleDiscriminator', 'numFeat', numFeat);
        const widths = WIDTHS.slice(0, Math.log2(inputSize / LAST_SIDE)).map((width) => width * numFeat);
        // Two layers a level: one that sets the width, then one that halves the size. The very first has no norm.
        this.#layers = widths.flatMap((outChannels, level) => {
            const inChannels = widths[level - 1] ?? numInCh;
            const isFirst = level === 0;
            const wide = { inChannels, outChannels, bias: isFirst };
            const halving = {
                inChannels: outChannels,
                outChannels,
                kernelSize: 4,
                stride: 2,
                bias: false,
            };
            return [wide, halving].map((layer, k) => ({
                conv: this.child(`conv${level}_${k}`, () => new Conv2d(layer)),
                norm: isFirst && k === 0 ? undefined : this.child(`bn${level}_${k}`, () => new BatchNorm2d(outChannels)),
            }));
        });
        const features = widths.at(-1) * LAST_SIDE ** 2;
        this.#linear1 = this.child('linear1', () => new Linear(features, HIDDEN));
        this.#linear2 = this.child('linear2', () => new Linear(HIDDEN, 1));
    }
    /**
     * `[n, inputSize, inputSize, numInCh]` to logits `[n, 1]`. In training mode the batch's statistics are used and
     * the running ones updated.
     *
     * @throws ShapeError for pictures of another size or other channels.
     */
    forward(x) {
        const { inputSize, numInCh } = this.config;
        checkChannels(this.path, x, 4, numInCh);
        const [n, h, w] = x.shape;
        if (h !== inputSize || w !== inputSize) {
            throw new ShapeError('E_SHAPE_SIDE', `${this.path}: the input is ${h}x${w} (height x width), expected ${inputSize}x${inputSize}; crop the picture or set inputSize.`);
        }
        return tidy(() => {
            let y = x;
            for (const { conv, norm } of this.#layers) {
                y = norm ? activate(norm.forward(conv.forward(y)), LEAKY) : conv.forward(y, LEAKY);
            }
            // The official network flattens channels first.
            const flat = reshape(transpose(y, [0, 3, 1, 2]), [n, -1]);
            return this.#linear2.forward(activate(this.#linear1.forward(flat), LEAKY));
        });
    }
}
