import { type ImageSource, probeImage } from '@srkit/image';
import type { Engine, Plan } from '../engine/engine';
import type { Reporter } from '../terminal/reporter';
import { STDIN } from './expand-inputs';
import { overheadNote, tilesLine } from './file-line';
import type { Journals } from './journals';
import type { JobItem } from './name-outputs';
import { refuseExisting } from './refuse-existing';

/** What `--dry-run` tells about one picture. */
export type PlannedFile = { readonly input: string; readonly output: string } & (
  | {
      readonly status: 'planned' | 'skipped';
      readonly from: { readonly width: number; readonly height: number };
      readonly plan: Plan;
    }
  | { readonly status: 'failed'; readonly error: unknown }
);

export interface PlanRequest {
  readonly engine: Engine;
  readonly items: readonly JobItem[];
  readonly stdin: Uint8Array | undefined;
  readonly overwrite: boolean;
  readonly journals: Journals;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

const planOne = async (request: PlanRequest, item: JobItem): Promise<PlannedFile> => {
  const { engine, stdin, overwrite, journals } = request;
  const names = { input: item.input.path, output: item.output };
  const skipped = await journals.has(item);
  if (!skipped) await refuseExisting(item.output, overwrite);
  const source: ImageSource = item.input.path === STDIN ? stdin! : item.input.path;
  const { width, height } = await probeImage(source);
  const plan = await engine.plan(width, height);
  return { ...names, status: skipped ? 'skipped' : 'planned', from: { width, height }, plan };
};

/** Plans each picture from its header. Nothing is written. */
export const planJob = async (request: PlanRequest): Promise<PlannedFile[]> => {
  const { items, reporter, signal } = request;
  const planned: PlannedFile[] = [];
  for (const item of items) {
    signal.throwIfAborted();
    try {
      planned.push(await planOne(request, item));
    } catch (error) {
      reporter.error(error, items.length > 1 ? item.input.path : undefined);
      planned.push({ input: item.input.path, output: item.output, status: 'failed', error });
    }
  }
  return planned;
};

/** One line for each picture that would be worked on. */
export const planLines = (planned: readonly PlannedFile[]): string =>
  planned
    .flatMap((file) => {
      if (file.status === 'failed') return [];
      const { input, output, status, from, plan } = file;
      const sizes = `${input} ${from.width}x${from.height} -> ${output} ${plan.width}x${plan.height}`;
      if (status === 'skipped') return [`${sizes} | done in an earlier run`];
      const overhead = `computes ${plan.tiles.overhead.toFixed(2)} times the picture`;
      const note = overheadNote(plan.tiles);
      return [`${sizes} | ${tilesLine(plan.tiles)} | ${overhead}`, ...(note ? [`  ${note}`] : [])];
    })
    .map((line) => `${line}\n`)
    .join('');
