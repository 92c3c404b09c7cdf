import { openDataset, openLoader } from '@srkit/datasets';
import { type Picture, psnr, ssim } from '@srkit/metrics';
import {
  type BatchSource,
  loaderBatches,
  type Metric,
  type PlannedMetric,
  pairBatch,
  type RecipeKind,
  referenceBatch,
  type TrainingPlan,
  type Validation,
  warpedBatch,
} from '@srkit/training';
import { usageError } from '../errors';

const BATCHES = {
  realesrnet: pairBatch,
  realesrgan: pairBatch,
  'contrastive-teacher': warpedBatch,
  'contrastive-student': warpedBatch,
  restoration: referenceBatch,
} as const satisfies Record<RecipeKind, unknown>;

type BatchOf = (samples: readonly unknown[]) => object;
type Description = Parameters<typeof openLoader>[0];

/** The batches of a plan. Descriptions come from files: what they cannot be, the data set says. */
export const openData = (
  { recipe, dataset, loader }: TrainingPlan,
  workers: number | undefined,
): BatchSource<never> => {
  const { workers: _, ...options } = loader;
  const open = (from: Parameters<Parameters<typeof loaderBatches>[0]>[0]) =>
    openLoader(dataset as unknown as Description, { ...options, workers, from });
  return loaderBatches(open, BATCHES[recipe.kind] as BatchOf) as BatchSource<never>;
};

const metricOf = ({ metric, crop, channel }: PlannedMetric): Metric => {
  if (metric === 'niqe') {
    throw usageError(
      'val.metrics: NIQE needs its parameters and has no place here. Leave it out, or measure it with srkit eval.',
    );
  }
  const compare = metric === 'psnr' ? psnr : ssim;
  return (output, gt) => compare(output as Picture, gt as Picture, { crop, channel, round: true });
};

/** The validation of a plan, where the file has one and results are pictures. */
export const openValidation = (
  { recipe, validation }: TrainingPlan,
  note: (text: string) => void,
): Validation<never> | undefined => {
  if (!validation) return undefined;
  if (recipe.kind === 'contrastive-teacher' || recipe.kind === 'contrastive-student') {
    note('datasets.val: results of this stage are no pictures, so nothing is validated');
    return undefined;
  }
  const batchOf = BATCHES[recipe.kind] as BatchOf;
  const metrics = Object.fromEntries(
    Object.entries(validation.metrics).map(([name, each]) => [name, metricOf(each)]),
  );
  return {
    metrics,
    previews: validation.previews ? 4 : 0,
    async *pictures() {
      const dataset = await openDataset(validation.dataset as unknown as Description);
      try {
        for (const [index, name] of dataset.names.entries()) {
          const draw = { seed: index, batch: { seed: index, size: 1, place: 0 } };
          yield { name, batch: batchOf([await dataset.sample(index, draw)]) as never };
        }
      } finally {
        await dataset.close();
      }
    },
  };
};
