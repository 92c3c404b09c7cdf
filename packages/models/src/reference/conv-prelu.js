import { Conv2d, convNode, Module, PReLU } from '@srkit/nn';
/**
 * A convolution and one learned slope for all channels: query and key of MRefSR's attention (section 3.2). State_dict names
 * `0`, `1` below `conv_emb1` and `conv_emb2`.
 */
export class ConvPRelu extends Module {
    typeName = 'ConvPRelu';
    #conv;
    #prelu;
    constructor(config) {
        super();
        this.#conv = this.child('0', () => new Conv2d(config));
        this.#prelu = this.child('1', () => new PReLU());
    }
    /** Adds the convolution's node. */
    describe(x) {
        return convNode(this.#conv, x, { kind: 'prelu', slopes: this.#prelu.weight });
    }
}
