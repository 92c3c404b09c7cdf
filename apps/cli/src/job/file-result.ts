import { EXIT, type ExitCode, exitCodeOf } from '../exit-code';
import type { UpscaledFile } from './upscale-file';

interface Outcome {
  readonly input: string;
  readonly output: string;
}

/** What became of one picture. */
export type FileResult =
  | (Outcome & UpscaledFile & { readonly status: 'done'; readonly seconds: number })
  | (Outcome & { readonly status: 'skipped'; readonly reason: string })
  | (Outcome & { readonly status: 'failed'; readonly error: unknown });

export interface Summary {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** Pictures that an interruption or a full disk left to do. */
  readonly left: number;
}

export const summarise = (
  results: readonly { readonly status: FileResult['status'] }[],
  total: number,
): Summary => {
  const count = (status: FileResult['status']): number =>
    results.filter((result) => result.status === status).length;
  return {
    done: count('done'),
    failed: count('failed'),
    skipped: count('skipped'),
    left: total - results.length,
  };
};

/** `97 done, 1 failed, 2 skipped`. */
export const summaryLine = ({ done, failed, skipped, left }: Summary): string =>
  `${done} done, ${failed} failed, ${skipped} skipped${left > 0 ? `, ${left} left` : ''}`;

/** The code all failures share; 1 when they are of several kinds. */
export const jobExitCode = (
  results: readonly { readonly status: string; readonly error?: unknown }[],
): ExitCode => {
  const codes = new Set<ExitCode>();
  for (const { status, error } of results) if (status === 'failed') codes.add(exitCodeOf(error));
  if (codes.size === 0) return EXIT.ok;
  return codes.size === 1 ? [...codes][0]! : EXIT.runtime;
};
