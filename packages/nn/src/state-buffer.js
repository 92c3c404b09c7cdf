import { toFloat32 } from '@srkit/checkpoints';
import { constant } from './initialiser';
import { StateEntry } from './state-entry';
/** State that is kept in the state_dict but not trained: running statistics, counters, constants. */
export class StateBuffer extends StateEntry {
    #isCounter;
    constructor({ shape, init = constant(0), dtype = 'float32' }, place) {
        super({
            shape,
            layout: 'plain',
            init,
            fanIn: 1,
            dtype: dtype === 'int64' ? 'int32' : 'float32',
            trainable: false,
        }, place);
        this.#isCounter = dtype === 'int64';
    }
    /** Takes over a tensor's values; the tensor stays the caller's. */
    assign(value) {
        this.variable.assign(value);
    }
    loadTensor(given) {
        // Counters are exact beyond float32's 2^24.
        const exact = this.#isCounter && given.data instanceof BigInt64Array;
        this.load(exact ? Int32Array.from(given.data, Number) : toFloat32(given));
    }
    async readTensor(name) {
        if (!this.#isCounter)
            return super.readTensor(name);
        const data = BigInt64Array.from(await this.read(), BigInt);
        return { name, dtype: 'I64', shape: this.shape, data };
    }
}
