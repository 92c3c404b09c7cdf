import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import { addNode, Conv2d, checkedCount, convNode, graphFunction, grouped, kaimingNormal, Module, } from '@srkit/nn';
import { RELU } from './activation';
/**
 * Residual block without batch normalisation: convolution, ReLU, convolution, times `resScale`, plus the input (EDSR,
 * figure 2c and section 3.3).
 * State_dict names `conv1`, `conv2`.
 */
export class ResidualBlockNoBN extends Module {
    typeName = 'ResidualBlockNoBN';
    #conv1;
    #conv2;
    #resScale;
    #run;
    /** @throws ConfigError for a count that is not a positive integer or a `resScale` that is not finite. */
    constructor(config = {}, options = {}) {
        super(options);
        refuseUnknownKeys(this.path, config, ['numFeat', 'resScale', 'init']);
        const { numFeat = 64, resScale = 1, init = kaimingNormal(0.1) } = config;
        checkedCount(this.path, 'numFeat', numFeat);
        if (!Number.isFinite(resScale)) {
            throw new ConfigError('E_CONFIG_RES_SCALE', `${this.path}: resScale is ${resScale}, expected a finite number.`);
        }
        this.#resScale = resScale;
        const same = () => new Conv2d({ inChannels: numFeat, outChannels: numFeat, init });
        this.#conv1 = this.child('conv1', same);
        this.#conv2 = this.child('conv2', same);
        this.#run = graphFunction([numFeat], ([x]) => this.describe(x));
    }
    /** Adds the block's nodes. */
    describe(x) {
        const { statePath: name, typeName: type } = this;
        return grouped({ name, type, inputs: [x] }, () => {
            const residual = convNode(this.#conv2, convNode(this.#conv1, x, RELU));
            return addNode(name, residual, x, [this.#resScale, 1]);
        });
    }
    /** `[n, h, w, numFeat]` to the same shape. */
    forward(x) {
        return this.#run([x]);
    }
}
/** Declares `count` blocks as `name.0`, `name.1`, ... */
export const residualBody = (child, name, count, config) => Array.from({ length: count }, (_, b) => child(`${name}.${b}`, () => new ResidualBlockNoBN(config)));
