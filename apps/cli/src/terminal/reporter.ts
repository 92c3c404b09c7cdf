import type { Progress } from '@srkit/core';
import { formatError } from './format-error';
import { printable } from './printable';
import { ProgressBar } from './progress-bar';

export interface ReporterOptions {
  /** Errors only. */
  readonly quiet: boolean;
  /** More detail, and the stacks of errors. */
  readonly verbose: boolean;
}

/** Everything a command says besides its data, on stderr. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #bar: ProgressBar | undefined;

  constructor(options: ReporterOptions) {
    this.#options = options;
    if (process.stderr.isTTY && !options.quiet) this.#bar = new ProgressBar(process.stderr);
  }

  #print(text: string): void {
    this.#bar?.stop();
    process.stderr.write(`${printable(text)}\n`);
  }

  note(text: string): void {
    if (!this.#options.quiet) this.#print(text);
  }

  detail(text: string): void {
    if (this.#options.verbose) this.note(text);
  }

  error(error: unknown, about?: string): void {
    this.#print(`${about === undefined ? '' : `${about}: `}${formatError(error, this.#options.verbose)}`);
  }

  /** Shows how far something has come; nothing where there is no terminal. */
  progress(label: string, progress: Progress): void {
    this.#bar?.update(printable(label), progress);
  }

  /** Takes the progress bar away. */
  endProgress(): void {
    this.#bar?.stop();
  }
}
