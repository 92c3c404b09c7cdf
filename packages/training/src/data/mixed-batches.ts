import { ConfigError } from '@srkit/core';
import type { BatchSource, Json } from '../trainer/batch-source';
import { seededUniform } from '../trainer/seeded-uniform';

/** A source and how much of a mixture it is. */
export interface MixedSource<Batch> {
  readonly source: BatchSource<Batch>;
  /** Above 0; shares need not sum to one. */
  readonly share: number;
}

/** Stream of the draws. */
const MIXED = 3;

interface MixedState {
  readonly drawn: number;
  readonly sources: readonly Json[];
}

/**
 * Batches of several sources, of each its share: photos and drawings, or pairs from files among degraded ones. Which source comes
 * when is a function of seed and number, so that a training goes on with the same mixture.
 *
 * ```ts
 * const data = mixedBatches([{ source: photos, share: 3 }, { source: pairs, share: 1 }], { seed: 0 });
 * ```
 *
 * @throws ConfigError without sources, or for a share that is not above 0.
 */
export const mixedBatches = <Batch>(
  mixed: readonly MixedSource<Batch>[],
  { seed = 0 }: { readonly seed?: number } = {},
): BatchSource<Batch> => {
  const bad = mixed.find(({ share }) => !(share > 0 && Number.isFinite(share)));
  if (mixed.length === 0 || bad) {
    throw new ConfigError(
      'E_CONFIG_MIXED',
      bad
        ? `mixedBatches: a share is ${bad.share}, expected a number above 0. Leave out what should not come.`
        : 'mixedBatches: there are no sources, expected at least one.',
    );
  }
  const whole = mixed.reduce((sum, { share }) => sum + share, 0);
  let drawn = 0;
  const next = (): MixedSource<Batch> => {
    let left = seededUniform(seed, MIXED, drawn++) * whole;
    for (const one of mixed) {
      left -= one.share;
      if (left < 0) return one;
    }
    return mixed.at(-1)!;
  };
  return {
    next: () => next().source.next(),
    state: () => ({ drawn, sources: mixed.map(({ source }) => source.state()) }) as unknown as Json,
    async resume(state) {
      const { drawn: before, sources } = state as unknown as MixedState;
      if (sources.length !== mixed.length) {
        throw new ConfigError(
          'E_CONFIG_MIXED',
          `mixedBatches: the training was begun with ${sources.length} sources, now there are ${mixed.length}. Give the same ones.`,
        );
      }
      drawn = before;
      for (const [i, { source }] of mixed.entries()) await source.resume(sources[i]!);
    },
    async dispose() {
      for (const { source } of mixed) await source.dispose?.();
    },
  };
};
