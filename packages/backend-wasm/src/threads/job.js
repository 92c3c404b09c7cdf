import { PARAMS_ADDRESS, PARAMS_BYTES } from '../memory/memory-map';
/** Writes the parameters of a job, in the order in which the kernel's struct declares them. */
export class JobParams {
    #memory;
    #ints = new Int32Array(0);
    #floats = new Float32Array(0);
    #next = 0;
    constructor(memory) {
        this.#memory = memory;
    }
    /** Starts over. */
    begin() {
        if (this.#ints.buffer !== this.#memory.buffer) {
            // A memory that is not shared has a new buffer after it has grown.
            this.#ints = new Int32Array(this.#memory.buffer, PARAMS_ADDRESS, PARAMS_BYTES / 4);
            this.#floats = new Float32Array(this.#memory.buffer, PARAMS_ADDRESS, PARAMS_BYTES / 4);
        }
        this.#next = 0;
        return this;
    }
    /** Addresses (0 for none), counts, flags. */
    ints(...values) {
        for (const value of values)
            this.#ints[this.#next++] = value;
        return this;
    }
    floats(...values) {
        for (const value of values)
            this.#floats[this.#next++] = value;
        return this;
    }
}
