import { add, matMul, tidy } from '@tensorflow/tfjs-core';
import { checkChannels } from './checks';
import { torchDefault } from './initialiser';
import { Module } from './module';
/** `torch.nn.Linear`: `x Wᵀ + b`. State: `weight`, `bias`. */
export class Linear extends Module {
    typeName = 'Linear';
    weight;
    bias;
    #inFeatures;
    constructor(inFeatures, outFeatures) {
        super();
        this.#inFeatures = inFeatures;
        const common = { layout: 'plain', init: torchDefault, fanIn: inFeatures };
        this.weight = this.parameter('weight', { shape: [outFeatures, inFeatures], ...common });
        this.bias = this.parameter('bias', { shape: [outFeatures], ...common });
    }
    /**
     * `[n, inFeatures]` to `[n, outFeatures]`.
     *
     * @throws ShapeError `E_SHAPE_CHANNELS` for an input of other features.
     */
    forward(x) {
        checkChannels(this.path, x, 2, this.#inFeatures);
        return tidy(() => add(matMul(x, this.weight.variable, false, true), this.bias.variable));
    }
}
