import type { Draw } from '../dataset';
import { mixSeeds } from '../random/draws';
import { seededPermutation } from '../random/seeded-permutation';

export interface OrderOptions {
  readonly length: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly shuffle: boolean;
  /** How often an epoch goes through the set. */
  readonly enlarge: number;
  readonly dropLast: boolean;
}

/** A sample of the stream: which one, and what its draws come from. */
export interface Ticket {
  readonly index: number;
  readonly draw: Draw;
}

/** Which samples make a batch. A function of the batch's number and the options alone. */
export class SampleOrder {
  readonly #options: OrderOptions;
  readonly #inEpoch: number;
  readonly batchesPerEpoch: number;
  #epoch = -1;
  #permutation: (place: number) => number = (place) => place;

  constructor(options: OrderOptions) {
    const { length, enlarge, batchSize, dropLast } = options;
    this.#options = options;
    this.#inEpoch = Math.ceil(length * enlarge);
    this.batchesPerEpoch = dropLast
      ? Math.floor(this.#inEpoch / batchSize)
      : Math.ceil(this.#inEpoch / batchSize);
  }

  epochOf(batch: number): number {
    return Math.floor(batch / this.batchesPerEpoch);
  }

  batch(number: number): Ticket[] {
    const { batchSize } = this.#options;
    const epoch = this.epochOf(number);
    const first = (number % this.batchesPerEpoch) * batchSize;
    const size = Math.min(batchSize, this.#inEpoch - first);
    return Array.from({ length: size }, (_, place) =>
      this.#ticket(number, epoch, first + place, place, size),
    );
  }

  /** One sample of a batch. */
  ticket(number: number, place: number): Ticket {
    return this.batch(number)[place] as Ticket;
  }

  #ticket(number: number, epoch: number, position: number, place: number, size: number): Ticket {
    const { seed, length } = this.#options;
    return {
      index: this.#place(epoch, position) % length,
      draw: {
        seed: mixSeeds(seed, 1, epoch, position),
        batch: { seed: mixSeeds(seed, 2, number), size, place },
      },
    };
  }

  #place(epoch: number, position: number): number {
    const { shuffle, seed } = this.#options;
    if (!shuffle) return position;
    if (epoch !== this.#epoch) {
      this.#permutation = seededPermutation(this.#inEpoch, mixSeeds(seed, 3, epoch));
      this.#epoch = epoch;
    }
    return this.#permutation(position);
  }
}
