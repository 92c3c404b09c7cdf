import { activate } from './activation';
import { constant } from './initialiser';
import { Module } from './module';
/** PyTorch's initial slope. */
const INITIAL_SLOPE = 0.25;
/** `torch.nn.PReLU`: one learned slope, or one per channel (He et al. 2015, equation 1). State: `weight`. */
export class PReLU extends Module {
    typeName = 'PReLU';
    weight;
    /** @param slopes 1 (default), or the number of channels. */
    constructor(slopes = 1) {
        super();
        this.weight = this.parameter('weight', {
            shape: [slopes],
            layout: 'plain',
            init: constant(INITIAL_SLOPE),
            fanIn: 1,
        });
    }
    /** A tensor of any shape whose last axis is the channels, to the same shape. */
    forward(x) {
        return activate(x, { kind: 'prelu', slopes: this.weight });
    }
}
