import { type Progress, SrkitError } from '@srkit/core';
import { CommanderError } from 'commander';
import { formatBytes, ProgressBar } from './progress-bar';

/**
 * Text that cannot drive a terminal: names of files and tensors come from strangers. Control, bidi and unassigned
 * characters are replaced; line breaks stay, since messages have them.
 */
export const printable = (text: string): string => text.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');

const codeOf = (error: Error): string => {
  const code = 'code' in error ? String(error.code) : '';
  return code === '' ? 'E_UNEXPECTED' : code;
};

/** What options of Real-ESRGAN and of its ncnn program are called here, or why there is no need for them. */
const HINTS: Readonly<Record<string, string>> = {
  '-g': 'The fastest graphics card is taken by itself; --backend wasm computes on the CPU. ',
  '--gpu-id': 'The fastest graphics card is taken by itself; --backend wasm computes on the CPU. ',
  '-x': 'There is no averaging over turned pictures (TTA). ',
  '-j': 'SRKIT_THREADS sets the threads of the CPU. ',
  '-f': 'The format is --format, or the ending of -o. ',
  '--ext': 'The format is --format, or the ending of -o. ',
  '-dn': 'The strength is --denoise. ',
  '--denoise_strength': 'The strength is --denoise. ',
  '--model_name': 'The network is -m or --model. ',
  '--model_path': 'The network is -m or --model. ',
  '--input': 'Inputs are named without an option. ',
  '--tile_pad': 'It is --tile-pad. ',
  '--pre_pad': 'It is --pre-pad. ',
  '--alpha_upsampler': 'It is --alpha network or --alpha bilinear. ',
  '--fp32': 'All is computed in 32 bits. ',
  '--face_enhance': 'There is no network for faces. ',
};

const hintFor = ({ code, message }: CommanderError): string =>
  code === 'commander.unknownOption' ? (HINTS[/'([^']*)'/.exec(message)?.[1] ?? ''] ?? '') : '';

const oneLine = (error: unknown): string => {
  if (error instanceof SrkitError) return error.toString();
  if (error instanceof CommanderError) {
    const hint = hintFor(error);
    return `UsageError [E_USAGE] ${error.message.replace(/^error: /, '')}\n  ${hint}srkit --help shows the commands, srkit <command> --help its options.`;
  }
  if (error instanceof Error) return `${error.name} [${codeOf(error)}] ${error.message}`;
  return `Error [E_UNEXPECTED] ${String(error)}`;
};

/** `Name [CODE] message` for stderr; with `verbose` the stack and the causes as well. */
export const formatError = (error: unknown, verbose: boolean): string => {
  if (!verbose || !(error instanceof Error)) return oneLine(error);
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  const cause = error.cause === undefined ? '' : `\nCaused by: ${formatError(error.cause, true)}`;
  return `${oneLine(error)}\n${frames.join('\n')}${cause}`;
};

export interface ReporterOptions {
  /** Errors only. */
  readonly quiet: boolean;
  /** More detail, and the stacks of errors. */
  readonly verbose: boolean;
}

/** Text for a terminal, broken at spaces, so that it does not break words; what is longer than a line stays whole. */
export const wrapped = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => {
      let [out, used] = ['', 0];
      for (const word of line.split(/(?<= )/)) {
        if (used > 0 && used + word.trimEnd().length > columns) {
          out = `${out.trimEnd()}\n  `;
          used = 2;
        }
        out += word;
        used += word.length;
      }
      return out;
    })
    .join('\n');

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
    const { columns } = process.stderr;
    const shown = printable(text);
    process.stderr.write(`${process.stderr.isTTY && columns ? wrapped(shown, columns - 1) : shown}\n`);
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

  /**
   * Shows how far something has come, 0..1 of all; nothing where there is no terminal. `left`: seconds until its end, where
   * that is known better than by what has passed.
   */
  progress(label: string, fraction: number | undefined, detail?: string, left?: number): void {
    this.#bar?.update(printable(label), fraction, detail, left);
  }

  /** A listener that shows a library's progress; bytes are counted as such. */
  progressOf(label: string): (progress: Progress) => void {
    return ({ done, total, unit }) => {
      const bytes = total > 0 ? `${formatBytes(done)} of ${formatBytes(total)}` : formatBytes(done);
      this.progress(label, total > 0 ? done / total : undefined, unit === 'bytes' ? bytes : '');
    };
  }

  /** Takes the progress bar away. */
  endProgress(): void {
    this.#bar?.end();
  }
}
