import { refuseUnknownKeys, ShapeError } from '@srkit/core';
import { Conv2d, checkChannels, checkedCount, SpectralConv2d, } from '@srkit/nn';
import { resize } from '@srkit/ops';
import { add, tidy } from '@tensorflow/tfjs-core';
import { Discriminator } from './discriminator';
const LEAKY = { kind: 'leakyrelu', slope: 0.2 };
/** Three halvings on the way down. */
const INPUT_MULTIPLE = 8;
const bilinear2x = (x) => resize(x, { mode: 'bilinear', scaleFactor: 2 });
/**
 * The discriminator of Real-ESRGAN (section 3.3): a U-Net with spectral normalisation that gives one logit per
 * pixel. State_dict without a prefix: `conv0` to `conv9`, of which conv1 to conv8 are normalised and have `weight_orig`,
 * `weight_u` and `weight_v`.
 */
export class UNetDiscriminatorSN extends Discriminator {
    typeName = 'UNetDiscriminatorSN';
    config;
    #conv0;
    #down;
    #up;
    #extra;
    #conv9;
    /** @throws ConfigError for counts that are not positive integers. */
    constructor(config = {}, options = {}) {
        super(options);
        const { numInCh = 3, numFeat = 64, skipConnection = true } = config;
        this.config = { numInCh, numFeat, skipConnection };
        refuseUnknownKeys(this.path, config, Object.keys(this.config));
        checkedCount('UNetDiscriminatorSN', 'numInCh', numInCh);
        checkedCount('UNetDiscriminatorSN', 'numFeat', numFeat);
        const normalised = (index, from, to, kernelSize) => this.child(`conv${index}`, () => new SpectralConv2d({
            inChannels: from * numFeat,
            outChannels: to * numFeat,
            kernelSize,
            stride: kernelSize === 4 ? 2 : 1,
        }));
        this.#conv0 = this.child('conv0', () => new Conv2d({ inChannels: numInCh, outChannels: numFeat }));
        this.#down = [normalised(1, 1, 2, 4), normalised(2, 2, 4, 4), normalised(3, 4, 8, 4)];
        this.#up = [normalised(4, 8, 4, 3), normalised(5, 4, 2, 3), normalised(6, 2, 1, 3)];
        this.#extra = [normalised(7, 1, 1, 3), normalised(8, 1, 1, 3)];
        this.#conv9 = this.child('conv9', () => new Conv2d({ inChannels: numFeat, outChannels: 1 }));
    }
    /**
     * `[n, h, w, numInCh]` to logits `[n, h, w, 1]`. In training mode each call does one power iteration of every
     * normalised layer, also when the parameters are frozen.
     *
     * @throws ShapeError when height or width is not a multiple of 8 or the channels differ.
     */
    forward(x) {
        checkChannels(this.path, x, 4, this.config.numInCh);
        const [, h, w] = x.shape;
        if (h % INPUT_MULTIPLE !== 0 || w % INPUT_MULTIPLE !== 0) {
            throw new ShapeError('E_SHAPE_SIDE', `${this.path}: the input is ${h}x${w} (height x width), expected multiples of ${INPUT_MULTIPLE}; crop or pad the picture.`);
        }
        return tidy(() => {
            // Encoder: x0 at full size to x3 at an eighth.
            const encoded = [this.#conv0.forward(x, LEAKY)];
            for (const conv of this.#down)
                encoded.push(conv.forward(encoded.at(-1), LEAKY));
            // Decoder: the skip is added after the activation.
            let y = encoded.pop();
            for (const conv of this.#up) {
                const skip = encoded.pop();
                y = conv.forward(bilinear2x(y), LEAKY);
                if (this.config.skipConnection)
                    y = add(y, skip);
            }
            for (const conv of this.#extra)
                y = conv.forward(y, LEAKY);
            return this.#conv9.forward(y);
        });
    }
}
