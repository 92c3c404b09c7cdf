import type { RandomSource } from './random-source';
import { seededSource } from './seeded-source';

/** The three kinds of draw, which the official code makes in three places; each kind has its own order. */
export interface RandomStreams {
  /** Kernels, picture by picture: the dataset's draws. */
  readonly kernels: RandomSource;
  /** What the whole batch shares: kinds and scales of the steps, the crop. */
  readonly batch: RandomSource;
  /** What every sample has of its own: noise strengths, grey or not, JPEG qualities, seeds. */
  readonly samples: RandomSource;
}

/** Three independent streams of one seed. */
export const seededStreams = (seed: number): RandomStreams => ({
  kernels: seededSource(seed, 0),
  batch: seededSource(seed, 1),
  samples: seededSource(seed, 2),
});
