import { basename, join } from 'node:path';
import { isAbortError } from '@srkit/core';
import { removeLeftovers } from '@srkit/core/node';
import { type Item, type ItemOutcome, type ItemWork, type Ledger, runItems, toPlainError } from '@srkit/jobs';
import { EXIT, type ExitCode, exitCodeOf, isDiskFailure, OutputError } from '../errors';
import { cacheFolder } from '../model/cache';
import type { Reporter } from '../terminal/reporter';
import type { Input } from './inputs';

/** A picture of a job. */
export interface PictureItem extends Item {
  readonly input: Input;
}

/** What `srkit upscale` and `srkit degrade` tell of themselves; the loop below is the same for both. */
export interface PictureJob<I extends PictureItem, R extends object> {
  readonly items: readonly I[];
  readonly ledger: Ledger;
  /** Pictures computed at once. */
  readonly width: number;
  readonly compute: (item: I, work: ItemWork) => Promise<R>;
  /** What names an item in the JSON report. */
  readonly names: (item: I) => object;
  /** The line that follows a finished picture. */
  readonly line: (item: I, result: R, seconds: number) => string;
  /** What an item is called, if not a picture. */
  readonly noun?: string;
  /** What of a result stands in the JSON report; all of it by default. */
  readonly report?: (result: R) => object;
}

export interface PictureJobOptions {
  readonly overwrite: boolean;
  readonly skipExisting: boolean;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

export interface Summary {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** Pictures that an interruption or a full disk left to do. */
  readonly left: number;
  readonly seconds: number;
}

export interface PictureJobResult {
  /** One for each picture that was come to. Plain data. */
  readonly files: readonly unknown[];
  readonly summary: Summary;
  readonly interrupted: boolean;
  readonly complete: boolean;
  readonly exitCode: ExitCode;
}

/** Where the records of finished jobs are kept, so that output folders hold results alone. */
export const finishedJobs = (): string => join(cacheFolder(), 'jobs');

/** Removes what killed runs had not finished writing in these folders. */
export const clearLeftovers = async (folders: readonly string[]): Promise<void> => {
  for (const folder of new Set(folders)) await removeLeftovers(folder);
};

/** An error as name, code and message. */
export const plainError = (error: unknown): unknown => {
  const { name, code, message } = toPlainError(error);
  return { name, code, message };
};

/** The code all failures share; 1 when they are of several kinds. */
export const exitCodeOfAll = (errors: readonly unknown[]): ExitCode => {
  const codes = new Set(errors.map(exitCodeOf));
  if (codes.size === 0) return EXIT.ok;
  return codes.size === 1 ? [...codes][0]! : EXIT.runtime;
};

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What ended for the same reason would end every other picture as well. */
export const endsJob = (error: unknown): boolean =>
  isDiskFailure(error) || (error instanceof Error && 'code' in error && error.code === 'E_DEVICE_LOST');

export const existsError = (output: string): OutputError =>
  new OutputError(
    'E_OUTPUT_EXISTS',
    `'${output}' exists already and was left as it is. Use --overwrite to replace it, --skip-existing to do only what is missing, or choose another -o.`,
  );

export const lostError = (output: string): OutputError =>
  new OutputError(
    'E_OUTPUT_LOST',
    `'${output}' was written twice and is not there: something removes it while the job runs. Choose another -o.`,
  );

const summarise = <I, R>(
  outcomes: readonly ItemOutcome<I, R>[],
  total: number,
  milliseconds: number,
): Summary => {
  const count = (status: ItemOutcome<I, R>['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return {
    done: count('done'),
    failed: count('failed'),
    skipped: count('skipped'),
    left: total - outcomes.length,
    seconds: milliseconds / 1000,
  };
};

const fileOf = <I extends PictureItem, R extends object>(
  job: PictureJob<I, R>,
  outcome: ItemOutcome<I, R>,
): unknown => {
  const names = job.names(outcome.item);
  if (outcome.status === 'done') {
    const { seconds, result } = outcome;
    return { ...names, status: 'done', seconds, ...(job.report?.(result) ?? result) };
  }
  if (outcome.status === 'skipped') return { ...names, status: 'skipped', reason: outcome.reason };
  return { ...names, status: 'failed', error: plainError(outcome.error) };
};

/** How many skipped pictures had each reason, as lines. */
const skippedLines = <I, R>(outcomes: readonly ItemOutcome<I, R>[]): string[] => {
  const reasons = new Map<string, number>();
  for (const outcome of outcomes) {
    if (outcome.status !== 'skipped') continue;
    reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => `skipped ${count}: ${reason}`);
};

/** Works through the pictures and says on stderr what becomes of them. */
export const runPictureJob = async <I extends PictureItem, R extends object>(
  job: PictureJob<I, R>,
  { overwrite, skipExisting, reporter, signal }: PictureJobOptions,
): Promise<PictureJobResult> => {
  const { items, ledger, width, compute, noun = 'picture' } = job;
  const several = items.length > 1;
  const began = performance.now();
  const { outcomes, stopped } = await runItems<I, R>({
    items,
    ledger,
    width,
    compute,
    existing: overwrite ? 'replace' : skipExisting ? 'skip' : 'refuse',
    existsError,
    lostError,
    endsJob,
    signal,
    onProgress({ fraction, finished, total, running }) {
      const name = running.length === 1 ? basename(running[0]!.input.path) : counted(running.length, noun);
      if (running.length === 0) return;
      reporter.progress(several ? `${Math.min(finished + 1, total)}/${total} ${name}` : name, fraction);
    },
    onOutcome(outcome) {
      const { item } = outcome;
      if (outcome.status === 'done') reporter.note(job.line(item, outcome.result, outcome.seconds));
      if (outcome.status === 'failed') reporter.error(outcome.error, several ? item.input.path : undefined);
    },
    onLost: (lost) =>
      reporter.note(
        `note: results of ${counted(lost.length, noun)} were removed meanwhile and are made again`,
      ),
    onWaiting: (waiting) =>
      reporter.note(`waiting for ${counted(waiting.length, noun)} that another process works on`),
  });
  reporter.endProgress();
  const summary = summarise(outcomes, items.length, performance.now() - began);
  const { done, failed, skipped, left, seconds } = summary;
  for (const line of skippedLines(outcomes)) reporter.note(line);
  if (several) {
    const rest = left > 0 ? `, ${left} left` : '';
    reporter.note(`${done} done, ${failed} failed, ${skipped} skipped${rest} in ${seconds.toFixed(1)} s`);
  }
  const interrupted = isAbortError(stopped);
  if (interrupted) {
    reporter.error(stopped);
    if (several) reporter.note('The same command goes on where this one stopped.');
  }
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [outcome.error] : []));
  return {
    files: outcomes.map((outcome) => fileOf(job, outcome)),
    summary,
    interrupted,
    complete: failed === 0 && left === 0,
    exitCode: interrupted ? EXIT.interrupted : exitCodeOfAll(errors),
  };
};
