import { probeImage } from '@srkit/image';
import type { Ledger } from '@srkit/jobs';
import type { Engine, Plan } from '../engine/engine';
import type { ExitCode } from '../errors';
import { statFile } from '../job/collisions';
import { sourceOf } from '../job/inputs';
import { STDOUT } from '../job/outputs';
import { existsError, exitCodeOfAll, plainError } from '../job/run-picture-job';
import { formatBytes } from '../terminal/progress-bar';
import type { Reporter } from '../terminal/reporter';
import { planNote, tilesLine, type UpscaleItem } from './upscale-picture';

/** What `--dry-run` tells about one picture. */
type PlannedFile = { readonly input: string; readonly output: string } & (
  | {
      readonly status: 'planned' | 'skipped';
      readonly from: { readonly width: number; readonly height: number };
      readonly plan: Plan;
    }
  | { readonly status: 'failed'; readonly error: unknown }
);

export interface DryRun {
  readonly engine: Engine;
  readonly items: readonly UpscaleItem[];
  readonly stdin: Uint8Array | undefined;
  readonly overwrite: boolean;
  readonly skipExisting: boolean;
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

const planOne = async (
  { engine, stdin, overwrite, skipExisting, ledger }: DryRun,
  item: UpscaleItem,
): Promise<PlannedFile> => {
  const names = { input: item.input.path, output: item.output };
  const there =
    item.output !== STDOUT && (statFile(item.output) !== undefined || (await ledger.allThere(item)));
  const skipped = (await ledger.isDone(item)) || (there && skipExisting);
  if (there && !skipped && !overwrite) throw existsError(item.output);
  const { width, height } = await probeImage(stdin ?? (await sourceOf(item.input)));
  const plan = await engine.plan(width, height);
  return { ...names, status: skipped ? 'skipped' : 'planned', from: { width, height }, plan };
};

const linesOf = (file: PlannedFile): string[] => {
  if (file.status === 'failed') return [];
  const { input, output, status, from, plan } = file;
  const sizes = `${input} ${from.width}x${from.height} -> ${output} ${plan.width}x${plan.height}`;
  if (status === 'skipped') return [`${sizes} | done already`];
  const { overhead, bytes } = plan.tiles;
  const cost = `computes ${overhead.toFixed(2)} times the picture, holds ${formatBytes(bytes)} beside the weights`;
  const note = planNote(plan);
  return [`${sizes} | ${tilesLine(plan.tiles)} | ${cost}`, ...(note ? [`  ${note}`] : [])];
};

/** Plans each picture from its header. Nothing is written. */
export const planPictures = async (
  run: DryRun,
): Promise<{
  readonly files: readonly unknown[];
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}> => {
  const { items, reporter, signal } = run;
  const planned: PlannedFile[] = [];
  for (const item of items) {
    signal.throwIfAborted();
    try {
      planned.push(await planOne(run, item));
    } catch (error) {
      reporter.error(error, items.length > 1 ? item.input.path : undefined);
      planned.push({ input: item.input.path, output: item.output, status: 'failed', error });
    }
  }
  return {
    files: planned.map((file) => ('error' in file ? { ...file, error: plainError(file.error) } : file)),
    lines: planned.flatMap(linesOf),
    exitCode: exitCodeOfAll(planned.flatMap((file) => ('error' in file ? [file.error] : []))),
  };
};
