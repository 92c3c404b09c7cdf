import type { Batch as LoaderBatch, LoaderState, Sample } from '@srkit/datasets';
import type { BatchSource, Json } from '../trainer/batch-source';
import { TrainingError } from '../trainer/training-error';

/** What a training needs of a `DataLoader` of `@srkit/datasets`. */
export interface Loader<S extends Sample> {
  next(): Promise<LoaderBatch<S> | undefined>;
  state(): LoaderState;
  close(): Promise<void>;
}

/**
 * Batches of a `DataLoader` as a source for a `Trainer`, which goes on where it ended.
 *
 * ```ts
 * const data = loaderBatches((from) => openLoader(description, { batchSize: 12, from }), pairBatch);
 * ```
 *
 * @param open Opens the loader, at the place that is given; called once, with the first batch.
 * @param batchOf Makes tensors of samples: `pairBatch`, `referenceBatch`, `warpedBatch`, or your own.
 */
export const loaderBatches = <S extends Sample, Batch>(
  open: (from: LoaderState | undefined) => Promise<Loader<S>>,
  batchOf: (samples: readonly S[]) => Batch,
): BatchSource<Batch> => {
  let from: LoaderState | undefined;
  let loader: Loader<S> | undefined;
  return {
    async next() {
      loader ??= await open(from);
      const batch = await loader.next();
      if (batch) return batchOf(batch.samples);
      throw new TrainingError(
        'E_TRAINING_DATA',
        'The loader has no more batches. Leave its option epochs out: the recipe says how long to train.',
      );
    },
    state: () => (loader?.state() ?? from ?? null) as unknown as Json,
    async resume(state) {
      await loader?.close();
      loader = undefined;
      from = (state ?? undefined) as LoaderState | undefined;
    },
    async dispose() {
      await loader?.close();
      loader = undefined;
    },
  };
};
