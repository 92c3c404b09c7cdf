import type { TrainedStep } from '@srkit/training';
import { formatBytes } from '../terminal/progress-bar';
import type { Reporter } from '../terminal/reporter';

const BARS = '▁▂▃▄▅▆▇█';
/** Values that a sparkline shows, and in narrow terminals, where the bar needs the room. */
const WIDTH = 16;
const NARROW = { columns: 100, width: 6 };
/** Columns from which on a bar has room for where the time goes. */
const WIDE = 140;

/** A row of bars from the smallest to the largest of the last values. */
export const sparkline = (values: readonly number[], width = WIDTH): string => {
  const shown = values.slice(-width);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  return shown
    .map((value) => BARS[high > low ? Math.round(((value - low) / (high - low)) * (BARS.length - 1)) : 0])
    .join('');
};

/** The loss that a line shows: what is learned from first. */
const MAIN = ['l_pix', 'l_g_pix', 'loss'] as const;

/** Share of an iteration that waits for data from which on it is worth saying. */
const IDLE = 0.03;

const mainOf = ({ losses }: TrainedStep): string | undefined =>
  MAIN.find((name) => losses?.[name] !== undefined);

const number = (value: number): string =>
  Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(2);

/** Where the time of an iteration went, in percent, without saving and validation. */
const split = ({ data, forward, backward, update, step }: TrainedStep['seconds']): string => {
  const share = (seconds: number): string => `${Math.round((100 * seconds) / (data + step || 1))}`;
  return `data ${share(data)}, forward ${share(forward)}, backward ${share(backward)}, update ${share(update)} %`;
};

/** One line on an iteration: losses, rates, seconds. */
export const stepLine = ({ iteration, losses, learningRates, seconds }: TrainedStep, total: number): string =>
  [
    `${iteration}/${total}`,
    ...Object.entries(losses ?? {})
      .filter(([name]) => !name.startsWith('grad_norm'))
      .map(([name, value]) => `${name} ${number(value)}`),
    `lr ${Object.values(learningRates)[0]?.toExponential(1)}`,
    `${seconds.step.toFixed(2)} s + data ${seconds.data.toFixed(2)} s (${split(seconds)})`,
  ].join(' | ');

/**
 * What a progress bar says of an iteration beside its own percentage and end: in narrow terminals little enough for 80 columns, in
 * wide ones where the time goes.
 */
export const progressDetail = (step: TrainedStep, memoryBytes: number, wide = false): string => {
  const main = mainOf(step);
  const { data, step: work, total } = step.seconds;
  const where = data > IDLE * total ? `, data ${Math.round((100 * data) / total)}%` : '';
  return [
    String(step.iteration),
    ...(main === undefined ? [] : [`${main} ${number(step.losses![main]!)}`]),
    `${work.toFixed(2)} s${wide ? ` (${split(step.seconds)})` : where}`,
    formatBytes(memoryBytes),
  ].join(' | ');
};

/** Shows a training in a terminal as it goes: the last losses as a row of bars, and how long it will take. */
export class TrainingProgress {
  readonly #reporter: Reporter;
  readonly #losses: number[] = [];

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  show(step: TrainedStep, total: number): void {
    const main = mainOf(step);
    if (main !== undefined) this.#losses.push(step.losses![main]!);
    if (this.#losses.length > WIDTH) this.#losses.shift();
    const columns = process.stderr.columns ?? NARROW.columns;
    const narrow = columns < NARROW.columns;
    this.#reporter.progress(
      sparkline(this.#losses, narrow ? NARROW.width : WIDTH),
      step.iteration / total,
      progressDetail(step, process.memoryUsage.rss(), columns >= WIDE),
      step.eta,
    );
  }
}
