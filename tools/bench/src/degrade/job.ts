import { type DegradationRecipe, kernelFromSpec, PRESETS, padKernel, sample } from '@srkit/degradation';

/** Side of the kernels in the official code, which pads them all to it. */
const OFFICIAL_KERNEL_SIZE = 21;

/** Recipes that are not timed: compilers and allocators warm up on them. */
export const WARM_UP = 3;

/** What every contender is given, as a JSON file. */
export interface DegradeJob {
  /** Raw 8-bit RGB, `side * side * 3` bytes. */
  readonly picture: string;
  readonly side: number;
  /** Samples in every batch; all are the same picture. */
  readonly batch: number;
  readonly threads: number;
  /** `WARM_UP` recipes and those that count. */
  readonly recipes: readonly DegradationRecipe[];
}

/** What a contender prints. */
export interface DegradeTimes {
  /** One for each recipe of the job. */
  readonly seconds: readonly number[];
  readonly peakBytes: number;
  readonly version: string;
}

/** Weights of a recipe's kernels, sample by sample, for contenders that do not know our kernels; null at other steps. */
const weights = ({ steps }: DegradationRecipe): (number[] | null)[] =>
  steps.map((step) =>
    step.op === 'blur'
      ? step.kernels.flatMap((spec) => [...padKernel(kernelFromSpec(spec), OFFICIAL_KERNEL_SIZE).values])
      : null,
  );

/** Recipes of Real-ESRGAN's x4 training, crops of 256 pixels included. */
export const makeJob = (
  picture: string,
  side: number,
  batch: number,
  threads: number,
  count: number,
): DegradeJob => {
  const recipes = Array.from({ length: WARM_UP + count }, (_, seed) =>
    sample(PRESETS['realesrgan-x4plus'], seed, [batch, side, side, 3]),
  );
  return { picture, side, batch, threads, recipes };
};

/** The job as a file holds it. */
export const jobText = (job: DegradeJob): string =>
  JSON.stringify({ ...job, weights: job.recipes.map(weights) });
