import { basename, dirname, extname, join } from 'node:path';
import type { ImageFormat } from '@srkit/image';
import type { FormatOption } from '../options/choices';
import { type Input, STDIN } from './expand-inputs';
import { outputEnding } from './output-format';
import { type OutputTarget, STDOUT } from './output-target';

/** One picture's way through the job. */
export interface JobItem {
  readonly input: Input;
  /** Path of the result, `-` for stdout. */
  readonly output: string;
  readonly format: ImageFormat;
}

export interface Naming {
  readonly target: OutputTarget;
  readonly format: FormatOption;
  readonly suffix: string;
}

const outputPath = (input: Input, ending: string, { target, suffix }: Naming): string => {
  if (target.kind === 'stdout') return STDOUT;
  if (target.kind === 'file') return target.path;
  const fileName = input.path === STDIN ? 'stdin' : basename(input.path);
  const name = basename(fileName, extname(fileName)) + suffix + ending;
  return target.kind === 'folder' ? join(target.path, input.below, name) : join(dirname(input.path), name);
};

/** `holiday.jpg` to `holiday_x4.png`, beside it or in the output folder. */
export const nameOutputs = (inputs: readonly Input[], naming: Naming): JobItem[] =>
  inputs.map((input) => {
    const { format, ending } = outputEnding(naming.format, input.path);
    return { input, format, output: outputPath(input, ending, naming) };
  });
