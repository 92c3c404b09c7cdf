import type { StateDict } from '@srkit/checkpoints';
import type { RecipeInput } from '../recipes/recipe';
import type { PairBatch } from '../steps/real-esrnet-step';
import type { BatchSource } from '../trainer/batch-source';
import { Trainer } from '../trainer/trainer';

/** Iterations whose time says nothing of the others: kernels are made, and the loader has batches ahead. */
const WARM_UP = 4;
const LEAST = 3;
const ENOUGH_SECONDS = 4;

/** Seconds of an iteration of a recipe, its data included; what is learned meanwhile is thrown away. Disposes of the source. */
export const measureSeconds = async (
  recipe: Extract<RecipeInput, { kind: 'realesrnet' }>,
  weights: StateDict,
  data: BatchSource<PairBatch>,
  signal: AbortSignal | undefined,
): Promise<number> => {
  const trainer = new Trainer(
    { ...recipe, totalIter: 2 ** 31 - 1, schedule: { type: 'multistep' }, saveEvery: 2 ** 31 - 1 },
    // Read every time, so that a device that computes beside the program is waited for.
    { data, parts: { weights }, readEvery: 1, signal },
  );
  try {
    let began = 0;
    for await (const { iteration } of trainer) {
      const now = performance.now();
      if (iteration === WARM_UP) began = now;
      const [count, seconds] = [iteration - WARM_UP, (now - began) / 1000];
      if (count >= LEAST && seconds >= ENOUGH_SECONDS) return seconds / count;
    }
    signal?.throwIfAborted();
    return ENOUGH_SECONDS;
  } finally {
    trainer.dispose();
    await data.dispose?.();
  }
};
