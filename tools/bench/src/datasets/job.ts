import type { DegradationRecipe } from '@srkit/degradation';

/** What every contender is given, as a JSON file. */
export interface LoaderJob {
  readonly kind: 'groups' | 'degraded';
  readonly root: string;
  /** Of the groups: the table, in the root. */
  readonly list: string;
  /** Pictures of the root, or the six of each group. */
  readonly files: readonly (readonly string[])[];
  readonly batch: number;
  /** Samples that count. */
  readonly count: number;
  /**
   * Batches that are taken before, and left in the stream after: as many as any loader makes ahead, so that neither what lies
   * ready at the start nor what is begun at the end is given away.
   */
  readonly ahead: number;
  readonly threads: number;
  readonly gtSize: number;
  /** Of decoded pictures that srkit's threads keep; torch's workers keep none. */
  readonly cacheBytes: number;
  /** For contenders that draw none: taken in turn, and the weights of their kernels. */
  readonly recipes: readonly DegradationRecipe[];
  readonly weights: readonly (readonly (readonly number[] | null)[])[];
}

/** What a contender prints. */
export interface LoaderTimes {
  readonly seconds: number;
  /** Of all cores together; null where the system does not tell. */
  readonly processorSeconds: number | null;
  readonly peakBytes: number;
  readonly version: string;
}
