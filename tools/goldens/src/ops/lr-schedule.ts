import { cosineAnnealingRestartLr, type LrSchedule, multiStepRestartLr, warmUp } from '@srkit/training';
import { type Comparison, compare } from '../compare';
import { expectEqual, failure, type RunOp } from '../run-op';

interface Item {
  readonly scheduler: string;
  readonly config: {
    readonly milestones?: number[];
    readonly gamma?: number;
    readonly restarts?: number[];
    readonly restart_weights?: number[];
    readonly periods?: number[];
    readonly eta_min?: number;
  };
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

const scheduleOf = ({ scheduler, config }: Item): LrSchedule | undefined => {
  const { restart_weights } = config;
  const weights = restart_weights ? { restartWeights: restart_weights } : {};
  // What the scheduler does not take is not read, so that a case with it fails.
  switch (scheduler) {
    case 'MultiStepLR':
    case 'MultiStepRestartLR': {
      const { milestones = [], gamma = 0.1, restarts } = config;
      return multiStepRestartLr({ milestones, gamma, ...(restarts ? { restarts } : {}), ...weights });
    }
    case 'CosineAnnealingRestartLR': {
      const { periods = [], eta_min = 0 } = config;
      return cosineAnnealingRestartLr({ periods, etaMin: eta_min, ...weights });
    }
    default:
      return undefined;
  }
};

/** `lr_schedule`: rates after 0, 1, 2, ... steps, which are those of iterations 1, 2, 3, ... */
export const lrSchedule: RunOp = async ({ golden }) => {
  const { items = [], runs = [] } = golden.file.params as { items?: Item[]; runs?: Run[] };
  const comparisons: Comparison[] = [];
  for (const [i, item] of items.entries()) {
    const schedule = scheduleOf(item);
    const name = `${item.scheduler} ${i}`;
    if (!schedule) {
      comparisons.push(failure(name, `scheduler '${item.scheduler}' is not known`));
      continue;
    }
    const warmed = warmUp(schedule, item.warmup_iter ?? -1);
    const shape = [item.lrs.length];
    // Without warm-up the list starts with the rate before the first step.
    const steps = item.lrs.length - (item.warmup_iter === undefined ? 1 : 0);
    comparisons.push(expectEqual(`steps of ${name}`, steps, item.steps));
    const values = item.lrs.map((_, step) => warmed(step + 1, item.lr));
    comparisons.push(compare(name, { shape, values }, { shape, values: item.lrs }, golden.file.tolerance));
  }
  for (const { output, base_lrs, warmup_iter, ...config } of runs) {
    const schedule = warmUp(multiStepRestartLr(config), warmup_iter);
    const expected = golden.tensor(output);
    const iterations = Array.from({ length: expected.shape[0] as number }, (_, step) => step + 1);
    const values = iterations.flatMap((iteration) => base_lrs.map((lr) => schedule(iteration, lr)));
    comparisons.push(compare(output, { shape: expected.shape, values }, expected, golden.file.tolerance));
  }
  return comparisons;
};
