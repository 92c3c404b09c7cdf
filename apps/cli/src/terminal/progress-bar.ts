import type { WriteStream } from 'node:tty';
import { SingleBar } from 'cli-progress';

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1.5 GiB`; whole bytes below one KiB. */
export const formatBytes = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
};

/** Columns of a terminal that does not say. */
const DEFAULT_COLUMNS = 80;
const LABEL_COLUMNS = 34;
const BAR_COLUMNS = 24;
/** Below it the rate is that of a start, which says nothing of the rest. */
const LEAST_FRACTION = 0.01;

/** Seconds as `1:05` or `2:01:05`. */
const clock = (seconds: number): string => {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
};

const fitted = (label: string, columns: number): string =>
  label.length > columns ? `${label.slice(0, Math.max(0, columns - 1))}…` : label;

export interface BarState {
  readonly label: string;
  /** 0..1, or undefined where the whole is not known. */
  readonly fraction: number | undefined;
  /** What is counted besides, such as bytes. */
  readonly detail: string;
  /** Since the work began. */
  readonly seconds: number;
  /** Until it ends, where the work knows better than the bar: one that goes on from the middle, or has pauses. */
  readonly left?: number | undefined;
}

/** A bar that fits into a line of the terminal: where it is narrow the bar shrinks first, then the label. */
export const barLine = (
  { label, fraction, detail, seconds, left: told }: BarState,
  columns: number,
): string => {
  const known = fraction !== undefined && fraction >= LEAST_FRACTION;
  const guess = known ? (seconds / fraction) * (1 - fraction) : undefined;
  const seen = told ?? guess;
  const left = seen === undefined ? '-:--' : clock(seen);
  const end = [
    ...(fraction === undefined ? [] : [`${String(Math.floor(fraction * 100)).padStart(3)}%`]),
    ...(detail === '' ? [] : [detail]),
    ...(fraction === undefined ? [] : [`ETA ${left}`]),
  ].join(' | ');
  // A full line would make some terminals begin the next.
  const room = columns - 1 - end.length - 1;
  const bar = fraction === undefined ? 0 : Math.min(BAR_COLUMNS, Math.floor(room / 3));
  const drawn = bar < 4 ? '' : `[${'='.repeat(Math.round(bar * (fraction ?? 0))).padEnd(bar)}] `;
  const name = fitted(label, Math.min(LABEL_COLUMNS, room - drawn.length));
  return fitted(`${name} ${drawn}${end}`, columns - 1);
};

/** One bar with an ETA, which vanishes when it is done. For terminals only. */
export class ProgressBar {
  readonly #stream: WriteStream;
  #bar: SingleBar | undefined;
  #state: BarState = { label: '', fraction: 0, detail: '', seconds: 0 };
  #began = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  update(label: string, fraction: number | undefined, detail = '', left?: number): void {
    this.#began ||= performance.now();
    const seconds = (performance.now() - this.#began) / 1000;
    this.#state = { label, fraction, detail, seconds, left };
    if (!this.#bar) this.#start();
    this.#bar?.update(fraction ?? 0);
  }

  #start(): void {
    this.#bar = new SingleBar({
      stream: this.#stream,
      format: () => barLine(this.#state, this.#stream.columns || DEFAULT_COLUMNS),
      clearOnComplete: true,
      // Ctrl-C is handled in one place, see `withInterruption`.
      gracefulExit: false,
    });
    this.#bar.start(1, 0);
  }

  /** Takes the bar away, such as for a line of text; the time goes on. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  /** The work is done: the next bar has a time of its own. */
  end(): void {
    this.stop();
    this.#began = 0;
  }
}
