import { StateEntry } from './state-entry';
/** One learned array, held in a `tf.Variable`. */
export class Parameter extends StateEntry {
    constructor(options, place) {
        super({ ...options, dtype: 'float32', trainable: true }, place);
    }
    /** PyTorch's `requires_grad`; see `Module.requiresGrad`. */
    set requiresGrad(value) {
        this.setTrainable(value);
    }
    get requiresGrad() {
        return this.trainable;
    }
}
