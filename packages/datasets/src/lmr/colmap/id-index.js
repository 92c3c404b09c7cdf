import { mixBits } from '@srkit/core';
/** From ids to the order in which they were added: a `Map` of millions of numbers would take four times the memory. */
export class IdIndex {
    #keys;
    #values;
    #mask;
    /** @param capacity most ids that will be added. */
    constructor(capacity) {
        // Half of the places stay free, so that searches end soon.
        const places = 2 ** Math.ceil(Math.log2(2 * capacity + 2));
        this.#keys = new Float64Array(places);
        this.#values = new Int32Array(places).fill(-1);
        this.#mask = places - 1;
    }
    #place(id) {
        let place = mixBits((id % 2 ** 32) ^ Math.floor(id / 2 ** 32)) & this.#mask;
        while (this.#values[place] !== -1 && this.#keys[place] !== id)
            place = (place + 1) & this.#mask;
        return place;
    }
    /** @returns false when the id is there already. */
    add(id, value) {
        const place = this.#place(id);
        if (this.#values[place] !== -1)
            return false;
        this.#keys[place] = id;
        this.#values[place] = value;
        return true;
    }
    /** -1 for an id that was not added. */
    get(id) {
        return this.#values[this.#place(id)];
    }
}
