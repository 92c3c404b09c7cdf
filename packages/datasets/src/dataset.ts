import { ConfigError } from '@srkit/core';
import type { Sample } from './samples';

/** What the random draws of a sample come from. A loader makes it; by hand, `drawOf(seed)`. */
export interface Draw {
  /** Unsigned 32-bit integer: the sample's own draws. */
  readonly seed: number;
  /** Draws that a batch shares, as kinds and scales of Real-ESRGAN's degradation are. */
  readonly batch: {
    /** Unsigned 32-bit integer. */
    readonly seed: number;
    /** Samples in the batch. */
    readonly size: number;
    /** Which of them this is, from 0. */
    readonly place: number;
  };
}

/** Samples by number. Nothing is read before it is asked for, and a sample depends on its index and draw alone. */
export interface Dataset<S extends Sample = Sample> {
  readonly length: number;
  /** The ground truth's name of each sample. */
  readonly names: readonly string[];
  /**
   * @throws DatasetError for a file that is missing or does not fit its set; ImageError for a picture that cannot be
   *   read; `signal.reason` when aborted.
   */
  sample(index: number, draw: Draw, signal?: AbortSignal): Promise<S>;
  /** Frees what is held: open files, a backend. */
  close(): Promise<void>;
}

/** The draw of a sample that belongs to no batch. */
export const drawOf = (seed: number): Draw => ({ seed, batch: { seed, size: 1, place: 0 } });

/** A dataset over items that were listed when it was opened. */
export const datasetOf = <Item extends { readonly name: string }, S extends Sample>(
  items: readonly Item[],
  sample: (item: Item, draw: Draw, signal?: AbortSignal) => Promise<S>,
  close: () => Promise<void>,
): Dataset<S> => ({
  length: items.length,
  names: items.map(({ name }) => name),
  sample: async (index, draw, signal) => {
    signal?.throwIfAborted();
    const item = items[index];
    if (item) return sample(item, draw, signal);
    throw new ConfigError(
      'E_CONFIG_INDEX',
      `There is no sample ${index}; the set has ${items.length}, counted from 0.`,
    );
  },
  close,
});
