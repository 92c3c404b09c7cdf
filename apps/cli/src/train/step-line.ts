import type { TrainedStep } from '@srkit/training';

const BARS = '▁▂▃▄▅▆▇█';
/** Values that a sparkline shows. */
const WIDTH = 16;

/** A row of bars from the smallest to the largest of the last values. */
export const sparkline = (values: readonly number[]): string => {
  const shown = values.slice(-WIDTH);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  return shown
    .map((value) => BARS[high > low ? Math.round(((value - low) / (high - low)) * (BARS.length - 1)) : 0])
    .join('');
};

/** The loss that a line shows: what is learned from first. */
const MAIN = ['l_pix', 'l_g_pix', 'loss'] as const;

/** What stands for a training in a terminal, a number for each iteration. */
export const mainLoss = (step: TrainedStep): number | undefined =>
  MAIN.map((name) => step.losses?.[name]).find((value) => value !== undefined);

const number = (value: number): string =>
  Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(2);

/** One line on an iteration: losses, rates, seconds. */
export const stepLine = ({ iteration, losses, learningRates, seconds }: TrainedStep, total: number): string =>
  [
    `${iteration}/${total}`,
    ...Object.entries(losses ?? {})
      .filter(([name]) => !name.startsWith('grad_norm'))
      .map(([name, value]) => `${name} ${number(value)}`),
    `lr ${Object.values(learningRates)[0]?.toExponential(1)}`,
    `${seconds.step.toFixed(2)} s + data ${seconds.data.toFixed(2)} s`,
  ].join(' | ');
