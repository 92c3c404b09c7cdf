import { SRVGGNetCompact } from '@srkit/models';
import { planFromOfficial, type RecipeOf, Trainer } from '@srkit/training';
import { zeros } from '@tensorflow/tfjs-core';
import { type Comparison, compare } from '../compare';
import { expectEqual, type RunOp } from '../run-op';

interface Item {
  readonly scheduler: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly lr: number;
  readonly steps: number;
  readonly warmup_iter?: number;
  readonly lrs: number[];
}

interface Run {
  readonly milestones: number[];
  readonly gamma: number;
  readonly warmup_iter: number;
  readonly base_lrs: number[];
  readonly output: string;
}

/** The rates of iterations 1, 2, 3, ... of a training whose option file has this scheduler. */
const ratesOf = async (
  scheduler: Readonly<Record<string, unknown>>,
  lr: number,
  warmupIter: number,
  iterations: number,
): Promise<number[]> => {
  const file = {
    model_type: 'SRModel',
    scale: 1,
    datasets: { train: { type: 'PairedImageDataset', dataroot_gt: '.', dataroot_lq: '.' } },
    network_g: { type: 'SRVGGNetCompact' },
    train: {
      optim_g: { type: 'Adam', lr },
      scheduler,
      warmup_iter: warmupIter,
      total_iter: iterations,
      pixel_opt: { type: 'L1Loss' },
    },
  };
  const { recipe } = planFromOfficial(JSON.stringify(file));
  const trainer = new Trainer<'realesrnet'>(recipe as RecipeOf<'realesrnet'>, {
    data: {
      next: async () => ({ lq: zeros([1, 1, 1, 3]), gt: zeros([1, 1, 1, 3]) }),
      state: () => null,
      resume: () => undefined,
    },
    parts: { generator: () => new SRVGGNetCompact({ numFeat: 1, numConv: 1, upscale: 1 }) },
  });
  const rates: number[] = [];
  try {
    for await (const { learningRates } of trainer) rates.push(learningRates['net_g'] as number);
    return rates;
  } finally {
    trainer.dispose();
  }
};

/** `lr_schedule`: rates after 0, 1, 2, ... steps, which are those of iterations 1, 2, 3, ... of a `Trainer`. */
export const lrSchedule: RunOp = async ({ golden }) => {
  const { items = [], runs = [] } = golden.file.params as { items?: Item[]; runs?: Run[] };
  const comparisons: Comparison[] = [];
  for (const [i, { scheduler, config, lr, steps, warmup_iter, lrs }] of items.entries()) {
    const name = `${scheduler} ${i}`;
    const shape = [lrs.length];
    // Without warm-up the list starts with the rate before the first step.
    comparisons.push(
      expectEqual(`steps of ${name}`, lrs.length - (warmup_iter === undefined ? 1 : 0), steps),
    );
    const values = await ratesOf({ type: scheduler, ...config }, lr, warmup_iter ?? -1, lrs.length);
    comparisons.push(compare(name, { shape, values }, { shape, values: lrs }, golden.file.tolerance));
  }
  for (const { output, base_lrs, warmup_iter, milestones, gamma } of runs) {
    const expected = golden.tensor(output);
    const iterations = expected.shape[0] as number;
    const scheduler = { type: 'MultiStepLR', milestones, gamma };
    const rates: number[][] = [];
    for (const lr of base_lrs) rates.push(await ratesOf(scheduler, lr, warmup_iter, iterations));
    const values = Array.from({ length: iterations }, (_, step) => rates.map((each) => each[step]!)).flat();
    comparisons.push(compare(output, { shape: expected.shape, values }, expected, golden.file.tolerance));
  }
  return comparisons;
};
