import { basename } from 'node:path';
import { isAbortError } from '@srkit/core';
import type { Engine, Plan } from '../engine/engine';
import type { Reporter } from '../terminal/reporter';
import { endsJob } from './ends-job';
import { STDIN } from './expand-inputs';
import { fileLine, overheadNote } from './file-line';
import type { FileResult } from './file-result';
import type { Journals } from './journals';
import type { JobItem } from './name-outputs';
import { upscaleFile, type WriteChoice } from './upscale-file';

export interface Job {
  readonly engine: Engine;
  readonly items: readonly JobItem[];
  /** The bytes of stdin where that is the input. */
  readonly stdin: Uint8Array | undefined;
  readonly write: WriteChoice;
  readonly journals: Journals;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

export interface JobOutcome {
  /** One for each picture that was come to. */
  readonly results: readonly FileResult[];
  /** What ended the job early: an interruption, a full disk, a lost device. */
  readonly stopped: unknown;
}

const runItem = async (
  job: Job,
  item: JobItem,
  label: string,
  onPlan: (plan: Plan) => void,
): Promise<FileResult> => {
  const { engine, stdin, write, journals, reporter, signal } = job;
  const names = { input: item.input.path, output: item.output };
  if (await journals.has(item)) {
    return { ...names, status: 'skipped', reason: 'done in an earlier run' };
  }
  const started = performance.now();
  const source = item.input.path === STDIN ? stdin! : item.input.path;
  const upscaled = await upscaleFile(engine, item, source, write, {
    signal,
    onProgress: (progress) => reporter.progress(label, progress),
    onPlan,
  });
  await journals.add(item);
  return { ...names, status: 'done', seconds: (performance.now() - started) / 1000, ...upscaled };
};

/** Works through the pictures in order. One that fails is reported, and the rest is done. */
export const runJob = async (job: Job): Promise<JobOutcome> => {
  const { items, reporter, signal } = job;
  const results: FileResult[] = [];
  let noted = false;
  const onPlan = ({ tiles }: Plan): void => {
    const note = noted ? undefined : overheadNote(tiles);
    if (!note) return;
    reporter.note(note);
    noted = true;
  };
  for (const [i, item] of items.entries()) {
    if (signal.aborted) return { results, stopped: signal.reason };
    const name = basename(item.input.path);
    const label = items.length > 1 ? `${i + 1}/${items.length} ${name}` : name;
    try {
      const result = await runItem(job, item, label, onPlan);
      results.push(result);
      if (result.status === 'done') reporter.note(fileLine(result));
    } catch (error) {
      if (isAbortError(error) && signal.aborted) return { results, stopped: error };
      results.push({ input: item.input.path, output: item.output, status: 'failed', error });
      reporter.error(error, items.length > 1 ? item.input.path : undefined);
      if (endsJob(error)) return { results, stopped: error };
    } finally {
      reporter.endProgress();
    }
  }
  return { results, stopped: undefined };
};
