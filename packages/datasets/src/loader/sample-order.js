import { mixSeeds } from '../random/draws';
import { seededPermutation } from '../random/seeded-permutation';
/** Which samples make a batch. A function of the batch's number and the options alone. */
export class SampleOrder {
    #options;
    #inEpoch;
    batchesPerEpoch;
    #epoch = -1;
    #permutation = (place) => place;
    constructor(options) {
        const { length, enlarge, batchSize, dropLast } = options;
        this.#options = options;
        this.#inEpoch = Math.ceil(length * enlarge);
        this.batchesPerEpoch = dropLast
            ? Math.floor(this.#inEpoch / batchSize)
            : Math.ceil(this.#inEpoch / batchSize);
    }
    epochOf(batch) {
        return Math.floor(batch / this.batchesPerEpoch);
    }
    batch(number) {
        const { batchSize } = this.#options;
        const epoch = this.epochOf(number);
        const first = (number % this.batchesPerEpoch) * batchSize;
        const size = Math.min(batchSize, this.#inEpoch - first);
        return Array.from({ length: size }, (_, place) => this.#ticket(number, epoch, first + place, place, size));
    }
    /** One sample of a batch. */
    ticket(number, place) {
        return this.batch(number)[place];
    }
    #ticket(number, epoch, position, place, size) {
        const { seed, length } = this.#options;
        return {
            index: this.#place(epoch, position) % length,
            draw: {
                seed: mixSeeds(seed, 1, epoch, position),
                batch: { seed: mixSeeds(seed, 2, number), size, place },
            },
        };
    }
    #place(epoch, position) {
        const { shuffle, seed } = this.#options;
        if (!shuffle)
            return position;
        if (epoch !== this.#epoch) {
            this.#permutation = seededPermutation(this.#inEpoch, mixSeeds(seed, 3, epoch));
            this.#epoch = epoch;
        }
        return this.#permutation(position);
    }
}
