import { checkpointError } from '../checkpoint-error';
import { MAX_PICKLE_BYTES } from '../limits';
import { complain, PickleNeedsMore } from '../pickle/pickle-error';
import { Unpickler } from '../pickle/unpickle';
import { findGlobal } from './allowed-globals';
/** Bytes read at first; most pickles of legacy files end within. */
const FIRST_BYTES = 64 * 1024;
/**
 * Reads pickles one after the other from the start of a file in which nothing says how long they are: the buffer
 * doubles whenever a pickle goes on behind it. Storages that follow are touched for at most as many bytes.
 */
export class LegacyPickles {
    #source;
    #signal;
    #bytes = new Uint8Array(0);
    /** Where the next pickle begins. */
    position = 0;
    #budget;
    constructor(source, budget, signal) {
        this.#source = source;
        this.#budget = budget;
        this.#signal = signal;
    }
    async next(loadPersistent = noStorages) {
        const { label, byteLength } = this.#source;
        const unpickler = new Unpickler({
            label,
            budget: this.#budget,
            start: this.position,
            findGlobal,
            loadPersistent,
        });
        for (let wanted = Math.max(FIRST_BYTES, this.#bytes.length);;) {
            if (this.#bytes.length < Math.min(wanted, byteLength)) {
                this.#bytes = await this.#source.read(0, Math.min(wanted, byteLength), this.#signal);
            }
            const isWhole = this.#bytes.length === byteLength;
            try {
                const value = unpickler.run(this.#bytes, isWhole);
                this.position = unpickler.position;
                return value;
            }
            catch (error) {
                if (!(error instanceof PickleNeedsMore))
                    throw error;
                this.#assertPossible(error.bytes);
                wanted = Math.max(2 * this.#bytes.length, error.bytes);
            }
        }
    }
    #assertPossible(end) {
        const { label, byteLength } = this.#source;
        if (end > byteLength) {
            throw checkpointError('E_CHECKPOINT_TRUNCATED', `${label}: the pickle at byte ${this.position} goes on to byte ${end}, but the file ends at ${byteLength}. It is cut off or damaged: get it again.`);
        }
        if (end - this.position > MAX_PICKLE_BYTES) {
            throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${label}: the pickle at byte ${this.position} is longer than ${MAX_PICKLE_BYTES} bytes.`);
        }
    }
}
const noStorages = () => {
    throw complain('expected plain data here, got a reference to a storage.');
};
