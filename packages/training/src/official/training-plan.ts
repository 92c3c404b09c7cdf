import type { Recipe } from '../recipes/recipe';
import type { IdleOption } from './option-reader';

/** A data set as `openLoader` of `@srkit/datasets` takes it; paths as the file has them. */
export interface PlannedDataset {
  readonly type: string;
  readonly root: string;
  readonly [option: string]: unknown;
}

/** How its samples become batches. */
export interface PlannedLoader {
  readonly batchSize: number;
  readonly seed: number;
  readonly shuffle: boolean;
  readonly enlarge: number;
  readonly poolSize: number;
  /** Undefined: as many as there are cores. */
  readonly workers: number | undefined;
}

/** A metric by name, with its protocol. */
export interface PlannedMetric {
  readonly metric: 'psnr' | 'ssim' | 'niqe';
  readonly crop: number;
  readonly channel: 'rgb' | 'y';
}

/** All that an option file says. */
export interface TrainingPlan {
  readonly recipe: Recipe;
  readonly dataset: PlannedDataset;
  readonly loader: PlannedLoader;
  readonly validation:
    | {
        readonly dataset: PlannedDataset;
        readonly metrics: Readonly<Record<string, PlannedMetric>>;
        readonly previews: boolean;
      }
    | undefined;
  /** An official `.state` file to go on from. */
  readonly resumeState: string | undefined;
  /** Keys that change nothing here. */
  readonly idle: readonly IdleOption[];
}
