import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { checkChannels } from './checks';
import { convolve } from './convolve';
import { constant, torchDefault } from './initialiser';
import { Module } from './module';
const CONFIG = [
    'inChannels',
    'outChannels',
    'kernelSize',
    'stride',
    'padding',
    'bias',
    'init',
];
const LINEAR = { kind: 'linear' };
/** 2-D cross-correlation with zero padding, as `torch.nn.Conv2d`. State: `weight`, `bias`. */
export class Conv2d extends Module {
    typeName = 'Conv2d';
    weight;
    /** Undefined without a bias. */
    bias;
    kernelSize;
    #inChannels;
    stride;
    /** Rows and columns of zeros on each side. */
    padding;
    /** @throws ConfigError for a stride below 1 or a padding below 0, or one that is not an integer. */
    constructor(config) {
        super();
        const { inChannels, outChannels, kernelSize = 3, stride = 1, bias = true, init = 'torch-default', } = config;
        refuseUnknownKeys(this.path, config, CONFIG);
        const padding = config.padding ?? Math.floor((kernelSize - 1) / 2);
        if (!Number.isInteger(stride) || stride < 1 || !Number.isInteger(padding) || padding < 0) {
            throw new ConfigError('E_CONFIG_CONV', `${this.path}: stride is ${stride} and padding ${padding}, expected stride 1, 2, ... and padding 0, 1, 2, ...`);
        }
        this.kernelSize = kernelSize;
        this.#inChannels = inChannels;
        this.stride = stride;
        this.padding = padding;
        const fanIn = inChannels * kernelSize * kernelSize;
        const official = init === 'torch-default';
        this.weight = this.parameter('weight', {
            shape: [outChannels, inChannels, kernelSize, kernelSize],
            layout: 'conv',
            init: official ? torchDefault : init,
            fanIn,
        });
        if (bias) {
            this.bias = this.parameter('bias', {
                shape: [outChannels],
                layout: 'plain',
                init: official ? torchDefault : constant(0),
                fanIn,
            });
        }
    }
    /**
     * `[n, h, w, inChannels]` to `[n, h', w', outChannels]`.
     *
     * @throws ShapeError `E_SHAPE_CHANNELS` for an input of other channels.
     */
    forward(x, activation = LINEAR) {
        checkChannels(this.path, x, 4, this.#inChannels);
        return convolve({
            x,
            filter: this.weight.variable,
            bias: this.bias?.variable,
            stride: this.stride,
            padding: this.padding,
            activation,
        });
    }
}
