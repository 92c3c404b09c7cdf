import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { addNode, Conv2d, checkedCount, convNode, nearestNode, pixelUnshuffleNode, } from '@srkit/nn';
import { RRDB } from './residual-dense-block';
import { SuperResolutionNetwork } from './super-resolution-network';
const LEAKY = { kind: 'leakyrelu', slope: 0.2 };
/**
 * The generator of ESRGAN and Real-ESRGAN (Real-ESRGAN, section 3.2 and figure 4). State_dict without a prefix:
 * `conv_first`, `body.{b}`, `conv_body`, `conv_up1` to `conv_up{numUp}`, `conv_hr`, `conv_last`.
 */
export class RRDBNet extends SuperResolutionNetwork {
    typeName = 'RRDBNet';
    config;
    inChannels;
    #convFirst;
    #body;
    #convBody;
    #convUps;
    #convHr;
    #convLast;
    /** @throws ConfigError for a scale that `numUp` cannot make or counts that are not positive integers. */
    constructor(config = {}, options = {}) {
        super(options);
        const { numInCh = 3, numOutCh = 3, scale = 4, numUp = 2 } = config;
        const { numFeat = 64, numBlock = 23, numGrowCh = 32 } = config;
        if (![0, 1, 2, 3].includes(numUp)) {
            throw new ConfigError('E_CONFIG_SCALE', `RRDBNet: numUp is ${numUp}, expected 0, 1, 2 or 3.`);
        }
        const scales = [1, 2, 4].map((unshuffle) => 2 ** numUp / unshuffle).filter((possible) => possible >= 1);
        if (!scales.includes(scale)) {
            throw new ConfigError('E_CONFIG_SCALE', `RRDBNet: scale is ${scale}, expected ${scales.join(' or ')} with ${numUp} upsampling convolutions (numUp).`);
        }
        this.config = { numInCh, numOutCh, scale, numUp, numFeat, numBlock, numGrowCh };
        refuseUnknownKeys(this.path, config, Object.keys(this.config));
        for (const name of ['numInCh', 'numOutCh', 'numFeat', 'numBlock', 'numGrowCh']) {
            checkedCount('RRDBNet', name, this.config[name]);
        }
        const unshuffle = 2 ** numUp / scale;
        this.inChannels = numInCh;
        const same = () => new Conv2d({ inChannels: numFeat, outChannels: numFeat });
        this.#convFirst = this.child('conv_first', () => new Conv2d({ inChannels: numInCh * unshuffle ** 2, outChannels: numFeat }));
        this.#body = Array.from({ length: numBlock }, (_, b) => this.child(`body.${b}`, () => new RRDB(numFeat, numGrowCh)));
        this.#convBody = this.child('conv_body', same);
        this.#convUps = Array.from({ length: numUp }, (_, i) => this.child(`conv_up${i + 1}`, same));
        this.#convHr = this.child('conv_hr', same);
        this.#convLast = this.child('conv_last', () => new Conv2d({ inChannels: numFeat, outChannels: numOutCh }));
    }
    describe(picture) {
        const unshuffle = 2 ** this.config.numUp / this.config.scale;
        const input = unshuffle === 1 ? picture : pixelUnshuffleNode('pixel_unshuffle', picture, unshuffle);
        const first = convNode(this.#convFirst, input);
        const body = this.#body.reduce((y, block) => block.describe(y), first);
        const features = addNode('features', first, convNode(this.#convBody, body));
        const enlarged = this.#convUps.reduce((y, conv) => convNode(conv, nearestNode(`${conv.statePath}.nearest`, y, 2), LEAKY), features);
        return { features, output: convNode(this.#convLast, convNode(this.#convHr, enlarged, LEAKY)) };
    }
    loadHint(state) {
        const given = state.get('conv_first.weight')?.shape[1];
        const { numInCh, numUp } = this.config;
        const unshuffle = given === undefined ? undefined : { 1: 1, 4: 2, 16: 4 }[given / numInCh];
        const scale = unshuffle === undefined ? undefined : 2 ** numUp / unshuffle;
        if (scale === undefined || scale === this.config.scale)
            return super.loadHint(state);
        const how = unshuffle === 1 ? 'plain input' : 'pixel-unshuffled input';
        return `This file holds an x${scale} network (${how}). Use scale: ${scale}, or leave scale out and let it be detected.`;
    }
}
