import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { addNode, Conv2d, checkedCount, convNode, nearestNode, PReLU, pixelShuffleNode, } from '@srkit/nn';
import { SuperResolutionNetwork } from './super-resolution-network';
/** The official code gives leaky ReLU 0.1 here, unlike the 0.2 of RRDBNet. */
const LEAKY = { kind: 'leakyrelu', slope: 0.1 };
/**
 * The compact VGG-style network of realesr-animevideov3 and realesr-general-x4v3: all convolutions at input
 * resolution, one pixel shuffle at the end, plus the input enlarged by nearest neighbour. It came with Real-ESRGAN's
 * code, after the paper. State_dict prefix `body`: convolutions at even, activations at odd indices.
 */
export class SRVGGNetCompact extends SuperResolutionNetwork {
    typeName = 'SRVGGNetCompact';
    config;
    inChannels;
    #layers;
    #last;
    /** @throws ConfigError for counts that are not positive integers or numInCh != numOutCh. */
    constructor(config = {}, options = {}) {
        super(options);
        const { numInCh = 3, numFeat = 64, numConv = 16, upscale = 4, actType = 'prelu' } = config;
        const numOutCh = config.numOutCh ?? numInCh;
        this.config = { numInCh, numOutCh, numFeat, numConv, upscale, actType };
        refuseUnknownKeys(this.path, config, Object.keys(this.config));
        for (const name of ['numInCh', 'numOutCh', 'numFeat', 'upscale']) {
            checkedCount('SRVGGNetCompact', name, this.config[name]);
        }
        checkedCount('SRVGGNetCompact', 'numConv', numConv, 0);
        if (!['relu', 'prelu', 'leakyrelu'].includes(actType)) {
            throw new ConfigError('E_CONFIG_ACTIVATION', `SRVGGNetCompact: actType is '${actType}', expected relu, prelu or leakyrelu.`);
        }
        if (numInCh !== numOutCh) {
            throw new ConfigError('E_CONFIG_CHANNELS', `SRVGGNetCompact: numInCh is ${numInCh} and numOutCh ${numOutCh}; they must be equal, because the enlarged input is added to the output.`);
        }
        this.inChannels = numInCh;
        const activation = (index) => {
            if (actType === 'relu')
                return { kind: 'relu' };
            if (actType === 'leakyrelu')
                return LEAKY;
            return { kind: 'prelu', slopes: this.child(`body.${index}`, () => new PReLU(numFeat)).weight };
        };
        this.#layers = Array.from({ length: numConv + 1 }, (_, k) => ({
            conv: this.child(`body.${2 * k}`, () => new Conv2d({ inChannels: k === 0 ? numInCh : numFeat, outChannels: numFeat })),
            activation: activation(2 * k + 1),
        }));
        this.#last = this.child(`body.${2 * numConv + 2}`, () => new Conv2d({ inChannels: numFeat, outChannels: numOutCh * upscale ** 2 }));
    }
    describe(picture) {
        const body = this.#layers.reduce((y, { conv, activation }) => convNode(conv, y, activation), picture);
        const features = convNode(this.#last, body);
        const shuffled = pixelShuffleNode('pixel_shuffle', features, this.config.upscale);
        return {
            features,
            output: addNode('output', shuffled, nearestNode('nearest', picture, this.config.upscale)),
        };
    }
}
