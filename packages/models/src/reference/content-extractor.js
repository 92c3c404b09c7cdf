import { refuseUnknownKeys } from '@srkit/core';
import { Conv2d, checkedCount, convNode, graphFunction, grouped, kaimingNormal, Module, } from '@srkit/nn';
import { LEAKY } from './activation';
import { residualBody } from './residual-block-no-bn';
/**
 * Features of the low-resolution picture itself (C2-Matching, section 3.4): one convolution and residual blocks,
 * without a skip around them. State_dict prefix `content_extractor`; names `conv_first`, `body.{b}`.
 */
export class ContentExtractor extends Module {
    typeName = 'ContentExtractor';
    #convFirst;
    #body;
    #run;
    /** @throws ConfigError for counts that are not positive integers. */
    constructor(config = {}, options = {}) {
        super(options);
        refuseUnknownKeys(this.path, config, ['inNc', 'nf', 'nBlocks', 'init']);
        const { inNc = 3, nf = 64, nBlocks = 16, init = kaimingNormal(0.1) } = config;
        checkedCount(this.path, 'inNc', inNc);
        checkedCount(this.path, 'nf', nf);
        checkedCount(this.path, 'nBlocks', nBlocks, 0);
        this.#convFirst = this.child('conv_first', () => new Conv2d({ inChannels: inNc, outChannels: nf, init }));
        this.#body = residualBody((name, build) => this.child(name, build), 'body', nBlocks, {
            numFeat: nf,
            init,
        });
        this.#run = graphFunction([inNc], ([x]) => this.describe(x));
    }
    /** Adds the extractor's nodes behind the picture. */
    describe(x) {
        const { statePath: name, typeName: type } = this;
        return grouped({ name, type, inputs: [x] }, () => this.#body.reduce((y, block) => block.describe(y), convNode(this.#convFirst, x, LEAKY)));
    }
    /** `[n, h, w, inNc]` to `[n, h, w, nf]`. */
    forward(x) {
        return this.#run([x]);
    }
}
