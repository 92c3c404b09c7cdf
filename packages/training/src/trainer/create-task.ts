import type { RecipeKind, RecipeOf } from '../recipes/recipe';
import type { EnlargedWarpedBatch, WarpedBatch } from '../steps/contrastive-steps';
import type { PairBatch } from '../steps/real-esrnet-step';
import { contrastiveTask } from './contrastive-task';
import { type PairParts, pairTask } from './pair-task';
import { type ReferenceBatch, type RestorationParts, restorationTask } from './restoration-task';
import type { TrainingTask } from './task';

/** What a kind of recipe learns from. */
export interface BatchOf {
  readonly realesrnet: PairBatch;
  readonly realesrgan: PairBatch;
  readonly 'contrastive-teacher': WarpedBatch;
  readonly 'contrastive-student': EnlargedWarpedBatch;
  readonly restoration: ReferenceBatch;
}

/** Parts of one's own that a kind of recipe takes. */
export interface PartsOf {
  readonly realesrnet: PairParts;
  readonly realesrgan: PairParts;
  readonly 'contrastive-teacher': Record<never, never>;
  readonly 'contrastive-student': Record<never, never>;
  readonly restoration: RestorationParts;
}

/**
 * Builds what a recipe trains.
 *
 * @param fresh whether it starts anew; of a training that goes on, the weights to start from are not read.
 * @throws ConfigError, CheckpointError where a part cannot be had.
 */
export const createTask = async <Kind extends RecipeKind>(
  recipe: RecipeOf<Kind>,
  parts: PartsOf[Kind],
  fresh: boolean,
): Promise<TrainingTask<BatchOf[Kind]>> =>
  // TypeScript does not tell that a kind's recipe comes with that kind's batches.
  tasks[recipe.kind](recipe as never, parts as never, fresh) as Promise<unknown> as Promise<
    TrainingTask<BatchOf[Kind]>
  >;

const tasks = {
  realesrnet: pairTask,
  realesrgan: pairTask,
  'contrastive-teacher': contrastiveTask,
  'contrastive-student': contrastiveTask,
  restoration: restorationTask,
} as const;
