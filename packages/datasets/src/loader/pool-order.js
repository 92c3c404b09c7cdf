import { mixSeeds, seededDraws } from '../random/draws';
/**
 * Real-ESRGAN's training pair pool (section 3.1) as an order: while it fills up, a batch is passed on and kept; then as many
 * as a batch has are taken at random, and the batch takes their places. Since a sample is a function of its origin, what is
 * kept are origins and not pictures, and a stream that is resumed has the very pool that it had.
 */
export class PoolOrder {
    #size;
    #seed;
    #batchSize;
    #pool = [];
    #next = 0;
    /** @param size multiple of `batchSize` */
    constructor({ size, batchSize, seed }) {
        this.#size = size;
        this.#batchSize = batchSize;
        this.#seed = seed;
    }
    /** The samples of a batch that comes out. Batches may be asked for in any order; rising ones are quick. */
    batch(number) {
        if (number < this.#next) {
            this.#next = 0;
            this.#pool = [];
        }
        let out = [];
        while (this.#next <= number)
            out = this.#exchange(this.#next++);
        return out;
    }
    #exchange(number) {
        const batch = Array.from({ length: this.#batchSize }, (_, place) => [number, place]);
        if (this.#pool.length < this.#size) {
            this.#pool.push(...batch);
            return batch;
        }
        const draws = seededDraws(mixSeeds(this.#seed, 4, number));
        return batch.map((origin, i) => {
            // The beginning of a random permutation: place i changes with one that was not taken yet.
            const j = draws.integer(i, this.#size - 1);
            const taken = this.#pool[j];
            this.#pool[j] = this.#pool[i];
            this.#pool[i] = origin;
            return taken;
        });
    }
}
