import { checkpointError } from '../checkpoint-error';
import { MAX_UNPICKLED_BYTES } from '../limits';
/**
 * What reading one file's pickles may cost: every object that is made, every element that is copied and every step
 * of a walk is paid for, in bytes of estimated heap. One budget serves all pickles of a file and the walks over what
 * they made, because a file may spread its demands.
 */
export class ObjectBudget {
    #label;
    #used = 0;
    constructor(label) {
        this.#label = label;
    }
    /** Counts `bytes` against `MAX_UNPICKLED_BYTES`. */
    charge(bytes) {
        this.#used += bytes;
        if (this.#used <= MAX_UNPICKLED_BYTES)
            return;
        throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${this.#label}: the pickle unfolds to more than ${MAX_UNPICKLED_BYTES} bytes of objects and copies. This is not a checkpoint that training writes.`);
    }
}
