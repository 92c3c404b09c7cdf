import { DENSE_BLOCK_LAYERS, RESIDUAL_DENSE_BLOCK } from '@srkit/core/contracts';
import { addNode, Conv2d, concatNode, convNode, graphFunction, grouped, kaimingNormal, Module, } from '@srkit/nn';
import { hasKernel, isRecordingGradients, runKernel } from '@srkit/ops';
const SLOPE = 0.2;
const LEAKY = { kind: 'leakyrelu', slope: SLOPE };
/** Weight of every residual branch (ESRGAN, section 3.1). */
const RESIDUAL_SCALE = 0.2;
/** The official initialisation shrinks the dense blocks' weights, so that training starts near the identity. */
const SMALL = kaimingNormal(0.1);
/** A kernel that does a whole block without concatenating anything takes channels that come in vectors of four. */
const LANES = 4;
/**
 * Residual dense block: five 3x3 convolutions, each seeing the input and all outputs before it (ESRGAN,
 * figure 4). State_dict prefix `body.{b}.rdb{1..3}`.
 */
export class ResidualDenseBlock extends Module {
    typeName = 'ResidualDenseBlock';
    #growing;
    #last;
    #wholeVectors;
    #run;
    constructor(numFeat, numGrowCh) {
        super();
        this.#wholeVectors = numFeat % LANES === 0 && numGrowCh % LANES === 0;
        this.#growing = [0, 1, 2, 3].map((k) => this.child(`conv${k + 1}`, () => new Conv2d({ inChannels: numFeat + k * numGrowCh, outChannels: numGrowCh, init: SMALL })));
        this.#last = this.child('conv5', () => new Conv2d({ inChannels: numFeat + 4 * numGrowCh, outChannels: numFeat, init: SMALL }));
        this.#run = graphFunction([numFeat], ([x]) => this.describe(x));
    }
    /** Adds the block's nodes; they can run at once where the backend has a kernel for it. */
    describe(x) {
        const { statePath: name, typeName: type } = this;
        const fused = {
            fused: ([given]) => this.#fused(given),
            // What two neighbouring convolutions make; a transformed ring of bounded size comes on top.
            fusedScratchChannels: () => (this.#canFuse() ? 2 * this.#growing[0].weight.shape[0] : undefined),
        };
        return grouped({ name, type, inputs: [x], ...fused }, () => {
            const seen = this.#growing.reduce((before, conv, k) => concatNode(`${name}.seen${k + 1}`, [before, convNode(conv, before, LEAKY)]), x);
            return addNode(name, convNode(this.#last, seen), x, [RESIDUAL_SCALE, 1]);
        });
    }
    #canFuse() {
        return !isRecordingGradients() && this.#wholeVectors && hasKernel(RESIDUAL_DENSE_BLOCK);
    }
    #fused(x) {
        if (!this.#canFuse())
            return undefined;
        const layers = [...this.#growing, this.#last];
        const parameters = DENSE_BLOCK_LAYERS.flatMap(({ weight, bias }, k) => [
            [weight, layers[k].weight.variable],
            [bias, layers[k].bias.variable],
        ]);
        const inputs = { x, ...Object.fromEntries(parameters) };
        return runKernel(RESIDUAL_DENSE_BLOCK, inputs, { slope: SLOPE, scale: RESIDUAL_SCALE });
    }
    /** `[n, h, w, numFeat]` to the same shape. */
    forward(x) {
        return this.#run([x]);
    }
}
/** Residual in residual dense block: three dense blocks and a skip. State_dict prefix `body.{b}`. */
export class RRDB extends Module {
    typeName = 'RRDB';
    #blocks;
    #run;
    constructor(numFeat, numGrowCh) {
        super();
        this.#blocks = [1, 2, 3].map((k) => this.child(`rdb${k}`, () => new ResidualDenseBlock(numFeat, numGrowCh)));
        this.#run = graphFunction([numFeat], ([x]) => this.describe(x));
    }
    /** Adds the block's nodes. */
    describe(x) {
        const { statePath: name, typeName: type } = this;
        return grouped({ name, type, inputs: [x] }, () => {
            const y = this.#blocks.reduce((before, block) => block.describe(before), x);
            return addNode(name, y, x, [RESIDUAL_SCALE, 1]);
        });
    }
    /** `[n, h, w, numFeat]` to the same shape. */
    forward(x) {
        return this.#run([x]);
    }
}
