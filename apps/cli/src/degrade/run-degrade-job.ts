import { basename } from 'node:path';
import { isAbortError } from '@srkit/core';
import { endsJob } from '../job/ends-job';
import type { DegradeJob, DegradeResult } from './degrade-job';
import { degradePicture } from './degrade-picture';
import { sheetOfPicture } from './sheet-of-picture';

export interface DegradeOutcome {
  /** One for each picture that was come to. */
  readonly results: readonly DegradeResult[];
  /** What ended the job early: an interruption, a full disk, a lost device. */
  readonly stopped: unknown;
}

const doneLine = ({
  input,
  width,
  height,
  samples,
  sheet,
  seconds,
}: DegradeResult & { status: 'done' }): string => {
  const one = samples.length === 1 ? samples[0]!.lq : `${samples.length} samples`;
  return `${input} ${width}x${height} -> ${sheet ?? one} | ${seconds.toFixed(1)} s`;
};

/** Works through the pictures in order. One that fails is reported, and the rest is done. */
export const runDegradeJob = async (job: DegradeJob): Promise<DegradeOutcome> => {
  const { flags, inputs, reporter, signal } = job;
  const make = flags.sheet ? sheetOfPicture : degradePicture;
  const results: DegradeResult[] = [];
  for (const [i, input] of inputs.entries()) {
    if (signal.aborted) return { results, stopped: signal.reason };
    const name = basename(input.path);
    const label = inputs.length > 1 ? `${i + 1}/${inputs.length} ${name}` : name;
    const started = performance.now();
    try {
      const made = await make(job, input, label);
      const seconds = (performance.now() - started) / 1000;
      const result = { input: input.path, status: 'done', seconds, ...made } as const;
      results.push(result);
      reporter.note(doneLine(result));
    } catch (error) {
      if (isAbortError(error) && signal.aborted) return { results, stopped: error };
      results.push({ input: input.path, status: 'failed', error });
      reporter.error(error, inputs.length > 1 ? input.path : undefined);
      if (endsJob(error)) return { results, stopped: error };
    } finally {
      reporter.endProgress();
    }
  }
  return { results, stopped: undefined };
};
