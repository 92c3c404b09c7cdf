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
  /** Samples that count; one batch more is made before. */
  readonly count: number;
  readonly threads: number;
  readonly gtSize: number;
  /** For contenders that draw none: taken in turn, and the weights of their kernels. */
  readonly recipes: readonly DegradationRecipe[];
  readonly weights: readonly (readonly (readonly number[] | null)[])[];
}

/** What a contender prints. */
export interface LoaderTimes {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly version: string;
}
