import type { WriteStream } from 'node:tty';
import type { Progress } from '@srkit/core';
import { SingleBar } from 'cli-progress';
import { formatBytes } from './format-bytes';

const LABEL_WIDTH = 28;

const fitted = (label: string): string =>
  label.length > LABEL_WIDTH ? `${label.slice(0, LABEL_WIDTH - 1)}…` : label.padEnd(LABEL_WIDTH);

const counted = ({ done, total, unit }: Progress): string => {
  if (unit !== 'bytes') return `${done}/${total} ${unit}`;
  return total > 0 ? `${formatBytes(done)} of ${formatBytes(total)}` : formatBytes(done);
};

/** Seconds as `1:05`; cli-progress gives other things than numbers where it does not know. */
const remaining = (seconds: unknown): string => {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return '-:--';
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
};

/** One bar with an ETA, which vanishes when it is done. For terminals only. */
export class ProgressBar {
  readonly #stream: WriteStream;
  #bar: SingleBar | undefined;
  #label = '';

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  update(label: string, progress: Progress): void {
    const payload = { label: fitted(label), count: counted(progress) };
    if (!this.#bar || label !== this.#label) this.#start(label, progress.total, payload);
    // The total is unknown at first where a server does not say it.
    this.#bar?.setTotal(Math.max(progress.total, 1));
    this.#bar?.update(progress.done, payload);
  }

  #start(label: string, total: number, payload: object): void {
    this.stop();
    this.#label = label;
    this.#bar = new SingleBar({
      stream: this.#stream,
      format: '{label} [{bar}] {percentage}% | {count} | ETA {eta_formatted}',
      formatTime: remaining,
      barsize: 24,
      barCompleteChar: '=',
      barIncompleteChar: ' ',
      clearOnComplete: true,
      // A narrow terminal cuts the bar instead of filling up with its lines.
      linewrap: false,
      // Ctrl-C is handled in one place, see interruption.ts.
      gracefulExit: false,
    });
    this.#bar.start(Math.max(total, 1), 0, payload);
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
